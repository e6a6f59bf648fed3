package io.quadriga.process;

import io.quadriga.Executor;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A pool of one worker whose tasks do to the standard streams what the arguments say, in turn. */
final class StreamsProgram {

    private static final int MIB = 1 << 20;

    private StreamsProgram() {}

    public static void main(String[] orders) throws Exception {
        try (Executor pool = ProcessPool.builder().name("streams").workers(1).build()) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            for (String order : orders) {
                String done = pool.submit(() -> act(order)).get(60, TimeUnit.SECONDS);
                boolean same = pid == pool.submit(() -> ProcessHandle.current().pid()).get();
                System.out.println("answer: " + done + ", same worker=" + same);
            }
        }
        System.out.println("lost=0");
    }

    private static String act(String order) throws IOException, InterruptedException {
        switch (order) {
            case "gigabyte" -> printGigabyte();
            case "lines" -> {
                for (int i = 0; i < 1000; i++) {
                    System.out.println("out line " + i + " ends here");
                    System.err.println("err line " + i + " ends here");
                }
            }
            case "replace" -> {
                System.setOut(new PrintStream(OutputStream.nullOutputStream()));
                System.setErr(new PrintStream(OutputStream.nullOutputStream()));
                System.out.println("nobody reads this");
            }
            case "close" -> {
                System.in.close();
                System.out.close();
                System.err.close();
                new FileInputStream(FileDescriptor.in).close();
                new FileOutputStream(FileDescriptor.out).close();
            }
            case "children" -> {
                Process child =
                        new ProcessBuilder("sh", "-c", "cat; echo child; exit 3")
                                .inheritIO()
                                .start();
                return order + child.waitFor();
            }
            case "stays" -> new ProcessBuilder("sleep", "1000").inheritIO().start();
            case "dump" -> {
                String self = Long.toString(ProcessHandle.current().pid());
                new ProcessBuilder("kill", "-QUIT", self).start().waitFor();
            }
            default -> throw new IllegalArgumentException("order=" + order);
        }
        return order;
    }

    private static void printGigabyte() {
        byte[] lines = ("x".repeat(1023) + "\n").repeat(1024).getBytes(StandardCharsets.US_ASCII);
        PrintStream out = System.out;
        for (int i = 0; i < 1024; i++) {
            out.write(lines, 0, MIB);
        }
        out.flush();
    }
}
