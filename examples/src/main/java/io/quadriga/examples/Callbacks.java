package io.quadriga.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quadriga.Callback;
import io.quadriga.Executor;
import io.quadriga.Signals;
import io.quadriga.TaskContext;
import io.quadriga.thread.ThreadPool;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Callbacks: a pool fetches pages, and as soon as one is there a callback parses it, beside the
 * workers, which go on fetching. The pages come from a server of this program's own.
 */
public final class Callbacks {

    private Callbacks() {}

    /**
     * Fetches nine pages, one of which is missing.
     *
     * @param args none
     * @throws IOException if no port is free
     */
    public static void main(String[] args) throws IOException {
        Signals.install();
        HttpServer server = pages();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Executor pool = ThreadPool.builder().name("fetch").workers(4).build();
            fetchAll(pool, client, urls(server, 9), System.out);
        } finally {
            server.stop(0);
        }
    }

    /** Fetches and parses all pages, and closes the pool, which waits for the callbacks too. */
    static void fetchAll(Executor pool, HttpClient client, List<URI> urls, PrintStream out) {
        try (pool) {
            for (URI url : urls) {
                var _ =
                        pool.submit(() -> get(client, url, out))
                                .onDone(
                                        Callback.of(
                                                page -> parse(page, out),
                                                error ->
                                                        out.println(
                                                                "failed: " + error.getMessage())));
            }
        }
    }

    private static String get(HttpClient client, URI url, PrintStream out)
            throws IOException, InterruptedException {
        out.println(TaskContext.current().worker() + " GET " + url.getPath());
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("no page: url=" + url + ", status=" + response.statusCode());
        }
        return response.body();
    }

    private static void parse(String page, PrintStream out) {
        String runs = TaskContext.find().isPresent() ? "worker" : "callback";
        out.println(runs + " parsed " + page.split(" ").length + " words");
    }

    /** A server with pages 1 to 8, of as many words. */
    static HttpServer pages() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Callbacks::answer);
        server.start();
        return server;
    }

    static List<URI> urls(HttpServer server, int pages) {
        String address =
                "http://"
                        + server.getAddress().getHostString()
                        + ":"
                        + server.getAddress().getPort();
        return IntStream.rangeClosed(1, pages)
                .mapToObj(page -> URI.create(address + "/" + page))
                .toList();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int words = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            byte[] page = "word ".repeat(words).strip().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(words <= 8 ? 200 : 404, page.length);
            exchange.getResponseBody().write(page);
        }
    }
}
