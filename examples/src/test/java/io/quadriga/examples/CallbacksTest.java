package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quadriga.Executor;
import io.quadriga.thread.ThreadPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallbacksTest {

    @Test
    void pagesAreParsedBesideTheWorkersBeforeThePoolIsClosed() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Executor pool = ThreadPool.builder().name("fetch").workers(4).build();
        HttpServer server = Callbacks.pages();
        try (HttpClient client = HttpClient.newHttpClient()) {
            PrintStream out = new PrintStream(printed, true);
            Callbacks.fetchAll(pool, client, Callbacks.urls(server, 9), out);
        } finally {
            server.stop(0);
        }
        List<String> lines = printed.toString().lines().toList();
        assertEquals(
                Set.of(1, 2, 3, 4, 5, 6, 7, 8),
                lines.stream()
                        .filter(line -> line.startsWith("callback parsed "))
                        .map(line -> Integer.valueOf(line.split(" ")[2]))
                        .collect(Collectors.toSet()));
        assertEquals(9, lines.stream().filter(line -> line.contains(" GET /")).count());
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("status=404")), lines::toString);
        assertEquals(18, lines.size(), lines::toString);
    }
}
