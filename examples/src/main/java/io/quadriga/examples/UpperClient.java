package io.quadriga.examples;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of {@link UpperServer}. */
public final class UpperClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader replies;
    private final PrintWriter lines;

    /** Connects to a server on this machine. */
    UpperClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        replies =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        lines = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Sends what is typed and prints the replies; {@code q} ends it.
     *
     * @param args the port, 8085 if missing
     * @throws IOException if there is no server, or it goes away
     */
    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : UpperServer.PORT;
        BufferedReader typed =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (UpperClient client = new UpperClient(port)) {
            for (String line = typed.readLine();
                    line != null && !line.strip().equals("q");
                    line = typed.readLine()) {
                if (!line.isBlank()) {
                    System.out.println(client.ask(line.strip()));
                }
            }
        }
    }

    /** Sends a line and waits for the reply. */
    String ask(String line) throws IOException {
        lines.println(line);
        String reply = replies.readLine();
        if (reply == null) {
            throw new EOFException("server closed the connection: port=" + socket.getPort());
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
