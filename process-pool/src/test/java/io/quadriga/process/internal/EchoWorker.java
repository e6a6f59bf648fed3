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
            case 's' -> crash();
            case 'v' -> out.write(System.getenv("A_VARIABLE").charAt(0));
            default -> out.write(order);
        }
    }

    /** A child with the standard streams of this worker. */
    private static Process startSleeper() throws IOException {
        return new ProcessBuilder("sleep", "1000").inheritIO().start();
    }

    private static void printLines() {
        System.out.println("printed: \u00e4");
        System.err.println("printed on stderr");
        System.out.print("no end of line");
        System.out.flush();
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
