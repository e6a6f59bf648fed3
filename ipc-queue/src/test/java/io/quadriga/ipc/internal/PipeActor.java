package io.quadriga.ipc.internal;

import io.quadriga.ipc.Connection;
import io.quadriga.ipc.EndOfPipeException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * A process that does to a connection, which is its argument, what its standard input says, one
 * command a line, and answers each with a line.
 */
public final class PipeActor {

    private Connection<Object> connection;

    private PipeActor(Connection<Object> connection) {
        this.connection = connection;
    }

    public static void main(String[] args) throws IOException {
        PipeActor actor = new PipeActor(read(args[0]));
        ActorProcess.awaitKernel();
        System.out.println("ready");
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(actor.answer(line.split(" ")));
        }
    }

    /** A handle as an argument. */
    static String write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @SuppressWarnings("unchecked")
    static <T> T read(String argument) {
        byte[] bytes = Base64.getDecoder().decode(argument);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + length);
        }
        return bytes;
    }

    private String answer(String[] words) {
        try {
            return String.valueOf(run(words));
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            return e.toString().replace('\n', ' ');
        }
    }

    private Object run(String[] words) throws Exception {
        return switch (words[0]) {
            case "at" ->
                    Actor.at(CrashPoint.valueOf(words[1]), Integer.parseInt(words[2]), words[3]);
            case "send" -> send(words[1]);
            case "sendSome" -> sendSome(Integer.parseInt(words[1]));
            case "sendLarge" -> sendLarge(Integer.parseInt(words[1]));
            case "fill" -> fill();
            case "receive" -> connection.receive();
            case "receiveLarge" -> receiveLarge();
            case "poll" -> connection.poll(Duration.ofMillis(Long.parseLong(words[1])));
            case "echo" -> echo();
            case "adopt" -> adopt();
            case "ticket" -> write(connection);
            case "close" -> close();
            case "exit" -> exit();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String send(String message) throws InterruptedException {
        connection.send(message);
        return "sent";
    }

    private String sendSome(int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            connection.send(i);
        }
        return "sent";
    }

    private String sendLarge(int length) throws InterruptedException {
        connection.sendBytes(bytes(length));
        return "sent";
    }

    private String fill() throws InterruptedException {
        while (true) {
            connection.sendBytes(new byte[1000]);
        }
    }

    private String receiveLarge() throws InterruptedException {
        byte[] received = connection.receiveBytes();
        return Arrays.equals(received, bytes(received.length))
                ? "whole " + received.length
                : "torn " + received.length;
    }

    private String echo() throws InterruptedException {
        int echoed = 0;
        try {
            for (; ; echoed++) {
                connection.sendBytes(connection.receiveBytes());
            }
        } catch (EndOfPipeException end) {
            return "echoed " + echoed;
        }
    }

    /** Goes on with a connection that comes through the one that is there. */
    @SuppressWarnings("unchecked")
    private String adopt() throws InterruptedException {
        Connection<Object> carrier = connection;
        connection = (Connection<Object>) carrier.receive();
        carrier.close();
        return "adopted";
    }

    private String close() {
        connection.close();
        return "closed";
    }

    private String exit() {
        System.exit(0);
        return "exited";
    }
}
