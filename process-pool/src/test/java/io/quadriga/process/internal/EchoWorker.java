package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** A worker for the tests of its launch: says that it is there, then does what each byte says. */
public final class EchoWorker {

    static final int READY = 1;

    private static volatile int sum;

    private EchoWorker() {}

    public static void main(String[] arguments) throws Exception {
        WorkerPipes pipes = WorkerPipes.open();
        pipes.out().write(READY);
        serve(pipes.in(), pipes.out(), arguments);
    }

    private static void serve(InputStream in, OutputStream out, String[] arguments)
            throws IOException {
        for (int order = in.read(); order >= 0; order = in.read()) {
            obey((char) order, in, out, arguments);
        }
        OrphanGuard.parentGone();
    }

    private static void obey(char order, InputStream in, OutputStream out, String[] arguments)
            throws IOException {
        switch (order) {
            case 'e' -> System.exit(in.read());
            case 'h' -> Runtime.getRuntime().halt(in.read());
            case 'o' -> exhaustHeap();
            case 'n' -> out.write(arguments.length == 0 ? 0 : arguments[0].length());
            case 'p' -> printLines();
            case 'c' -> out.write(startSleeper().isAlive() ? 1 : 0);
            case 'N' -> out.write(hasNativeAccess() ? 1 : 0);
            case 's' -> crash();
            case 'd' -> out.write(startDaemon().isAlive() ? 1 : 0);
            case 'g' -> printMuch();
            case 'b' -> spin(out);
            case 'l' -> startCounting(out);
            case 't' -> ignoreTerm(out);
            case 'v' -> out.write(System.getenv("A_VARIABLE").charAt(0));
            default -> out.write(order);
        }
    }

    /** A child with the standard streams of this worker. */
    private static Process startSleeper() throws IOException {
        return new ProcessBuilder("sleep", "1000").inheritIO().start();
    }

    /** A child in a session of its own, with the standard streams of this worker. */
    private static Process startDaemon() throws IOException {
        return new ProcessBuilder("setsid", "sleep", "1000").inheritIO().start();
    }

    private static boolean hasNativeAccess() {
        return EchoWorker.class.getModule().isNativeAccessEnabled();
    }

    private static void printMuch() {
        System.out.println("x".repeat(3 * 8 * 1024));
        for (int i = 0; i < 100; i++) {
            System.out.println("line " + i);
        }
    }

    private static void printLines() {
        System.out.println("printed: \u00e4");
        System.err.println("printed on stderr");
        System.out.print("no end of line");
        System.out.flush();
    }

    /** Reads no order any more, and no end of the pipe. */
    private static void spin(OutputStream out) throws IOException {
        out.write(1);
        while (true) {
            Thread.onSpinWait();
        }
    }

    /** Loops that reach no safepoint until they are over, once they are compiled. */
    private static void startCounting(OutputStream out) throws IOException {
        Thread thread = new Thread(() -> sum = count(), "counting");
        thread.setDaemon(true);
        for (int i = 0; i < 20_000; i++) {
            sum += counted(100);
        }
        thread.start();
        out.write(1);
    }

    private static int count() {
        int all = 0;
        while (true) {
            all += counted(Integer.MAX_VALUE);
            sum = all;
        }
    }

    private static int counted(int times) {
        int x = times;
        for (int i = 0; i < times; i++) {
            x = x * 1_664_525 + 1_013_904_223;
        }
        return x;
    }

    private static void ignoreTerm(OutputStream out) throws IOException {
        TestSignals.ignore("TERM");
        out.write(1);
    }

    /** Writes where nothing is. */
    private static void crash() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            type.getMethod("putByte", long.class, byte.class)
                    .invoke(field.get(null), 64L, (byte) 1);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void exhaustHeap() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[1 << 20]);
        }
    }
}
