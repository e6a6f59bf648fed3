package io.quadriga.examples;

import com.sun.net.httpserver.HttpServer;
import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Signals;
import io.quadriga.process.ProcessPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Callbacks across processes: workers fetch pages, and as soon as one is there a callback parses it
 * in this process, which the workers do not wait for. The pages come from a server of this
 * program's own, over HTTP. {@link Callbacks} does the same in one process.
 */
public final class ProcessCallbacks {

    private ProcessCallbacks() {}

    /** What a worker sends back. */
    private record Page(long fetchedBy, String text) implements Serializable {}

    /**
     * Fetches nine pages, one of which is missing.
     *
     * @param args none
     * @throws IOException if no port is free
     */
    public static void main(String[] args) throws IOException {
        Signals.install();
        HttpServer server = Callbacks.pages();
        try {
            Executor pool = ProcessPool.builder().name("fetch").workers(3).build();
            fetchAll(pool, Callbacks.urls(server, 9), System.out);
        } finally {
            server.stop(0);
        }
    }

    /** Fetches and parses all pages, and closes the pool, which waits for the callbacks too. */
    static void fetchAll(Executor pool, List<URI> urls, PrintStream out) {
        try (pool) {
            for (URI url : urls) {
                var _ =
                        pool.submit(ProcessCallbacks::get, url)
                                .onDone(
                                        Callback.of(
                                                page -> parse(page, out),
                                                error -> {
                                                    out.println("failed: " + error.getMessage());
                                                }));
            }
        }
    }

    /** Runs in a worker. */
    private static Page get(URI url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("no page: url=" + url + ", status=" + status);
        }
        try (InputStream in = connection.getInputStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(ProcessHandle.current().pid(), text);
        }
    }

    /** Runs in this process. */
    private static void parse(Page page, PrintStream out) {
        out.println(
                "process %d parsed %d words that process %d has fetched"
                        .formatted(
                                ProcessHandle.current().pid(),
                                page.text().split(" ").length,
                                page.fetchedBy()));
    }
}
