package io.quadriga.examples;

import io.quadriga.Executor;
import io.quadriga.Signals;
import io.quadriga.TaskContext;
import io.quadriga.thread.ThreadPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * A server on a pool of threads: answers every line with the same in upper case. While all threads
 * are busy with a client each, further clients wait. {@link UpperClient} is the other side.
 */
public final class UpperServer implements AutoCloseable {

    static final int PORT = 8085;
    private static final int BACKLOG = 128;

    private final Executor pool;
    private final PrintStream out;
    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Binds a port of this machine; 0 takes any that is free. */
    UpperServer(Executor pool, int port, PrintStream out) throws IOException {
        this.pool = pool;
        this.out = out;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /**
     * Serves until Ctrl-C, which lets the clients that are there finish; a second one does not.
     *
     * @param args the port, 8085 if missing
     * @throws IOException if the port is taken
     */
    @SuppressWarnings("ClosingStandardOutputStreams") // the server does not close it
    public static void main(String[] args) throws IOException {
        Signals.install();
        int port = args.length > 0 ? Integer.parseInt(args[0]) : PORT;
        try (Executor pool = ThreadPool.builder().name("upper").workers(4).build();
                UpperServer server = new UpperServer(pool, port, System.out)) {
            System.out.println("listening: port=" + server.port());
            server.serve();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Hands each client to the pool; returns when this is closed or the pool shut down. */
    void serve() throws IOException {
        while (!server.isClosed()) {
            Socket connection;
            try {
                connection = server.accept();
            } catch (IOException broken) {
                if (server.isClosed()) {
                    return;
                }
                throw broken;
            }
            connections.add(connection);
            try {
                var _ = pool.submit(() -> communicate(connection));
            } catch (RejectedExecutionException shutDown) {
                server.close();
                connections.remove(connection);
                connection.close();
            }
        }
    }

    private void communicate(Socket connection) {
        try (connection;
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        connection.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter replies =
                        new PrintWriter(
                                connection.getOutputStream(), true, StandardCharsets.UTF_8)) {
            String worker = TaskContext.current().worker();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(">>>>" + line + "  port:" + connection.getPort() + " thread:" + worker);
                replies.println(line.toUpperCase(Locale.ROOT));
            }
        } catch (IOException gone) {
            out.println("client lost: port=" + connection.getPort() + ", cause=" + gone);
        } finally {
            connections.remove(connection);
        }
    }

    /** Ends {@link #serve} and all connections. The pool is its owner's. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
