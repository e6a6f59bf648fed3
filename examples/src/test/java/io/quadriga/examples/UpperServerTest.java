package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Executor;
import io.quadriga.thread.ThreadPool;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpperServerTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Executor pool;
    private UpperServer server;
    private Thread serving;

    @BeforeEach
    void serve() throws IOException {
        pool = ThreadPool.builder().name("upper").workers(4).build();
        server = new UpperServer(pool, 0, new PrintStream(printed, true));
        serving = Thread.ofPlatform().name("upper-accept").start(this::accept);
    }

    private void accept() {
        try {
            server.serve();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        server.close();
        pool.close();
        serving.join();
    }

    /** T30: 100 clients send 50 lines each, and each gets its own lines back in upper case. */
    @Test
    void everyClientOfAHundredGetsItsOwnLinesBack() throws Exception {
        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "client" + i;
            clients.add(() -> askFifty(name));
        }
        try (ExecutorService outside = Executors.newCachedThreadPool()) {
            List<Future<List<String>>> replies = outside.invokeAll(clients);
            for (int i = 0; i < 100; i++) {
                String name = "CLIENT" + i;
                List<String> got = replies.get(i).get();
                assertEquals(50, got.size());
                for (int j = 0; j < 50; j++) {
                    assertEquals(name + " SAYS HELLO " + j, got.get(j));
                }
            }
        }
        assertEquals(Set.of("upper-1", "upper-2", "upper-3", "upper-4"), workersSeen());
    }

    private List<String> askFifty(String name) throws IOException {
        List<String> replies = new ArrayList<>();
        try (UpperClient client = new UpperClient(server.port())) {
            for (int j = 0; j < 50; j++) {
                replies.add(client.ask(name + " says hello " + j));
            }
        }
        return replies;
    }

    private Set<String> workersSeen() {
        return printed.toString()
                .lines()
                .filter(line -> line.contains(" thread:"))
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .collect(Collectors.toSet());
    }

    @Test
    void closingEndsTheConnections() throws IOException {
        try (UpperClient client = new UpperClient(server.port())) {
            assertEquals("A", client.ask("a"));
            server.close();
            IOException lost = assertThrows(IOException.class, () -> client.ask("b"));
            assertTrue(
                    lost instanceof EOFException || lost instanceof java.net.SocketException,
                    lost::toString);
        }
    }

    /** As the first Ctrl-C does: who is there is served, who comes is not, and nobody waits. */
    @Test
    void aPoolThatIsShutDownEndsTheServer() throws Exception {
        try (UpperClient there = new UpperClient(server.port())) {
            assertEquals("A", there.ask("a"));
            pool.shutdown();
            try (UpperClient late = new UpperClient(server.port())) {
                assertThrows(IOException.class, () -> late.ask("b"));
            }
            serving.join();
            assertEquals("C", there.ask("c"));
        }
    }
}
