package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.RemoteTaskException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.RemoteFailure;
import io.quadriga.spi.Serializer;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules S20 to S23: exceptions from another process. */
@Timeout(30)
@SuppressWarnings("serial") // fields that cannot travel are what is tested
class RemoteFailureTest {

    private static final String LINE = "at worker cpu-2, pid 4711";

    private final Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));

    static final class Coded extends Exception {
        private static final long serialVersionUID = 1L;
        final int code;

        Coded(int code, @Nullable Throwable cause) {
            super("code " + code, cause);
            this.code = code;
        }
    }

    static final class HoldsSocket extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final Object socket = holder();

        HoldsSocket(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        private static Object holder() {
            return new Object[] {new Socket()};
        }
    }

    static final class RefusesReading extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("not with me");
        }
    }

    static final class DiesReading extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new StackOverflowError("on purpose");
        }
    }

    /** Throws from every method that it can override. */
    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final Object socket = HoldsSocket.holder();

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no trace");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    static final class RefusesTraces extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public void setStackTrace(StackTraceElement[] trace) {
            throw new UnsupportedOperationException("keep out");
        }
    }

    static final class Detailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final Object detail;

        Detailed(Object detail) {
            this.detail = detail;
        }
    }

    static final class TraceIsNull extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // that is the point
        public StackTraceElement[] getStackTrace() {
            return null;
        }
    }

    static final class TraceHasNull extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // that is the point
        public StackTraceElement[] getStackTrace() {
            return new StackTraceElement[] {null};
        }
    }

    /** Has another cause each time it is asked. */
    static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    static final class NoTrace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoTrace() {
            super("bare", null, false, false);
        }
    }

    /** S20: it arrives as its own type, with its fields, causes and suppressed ones. */
    @Test
    void s20_arrivesAsItsOwnType() {
        Coded error = new Coded(7, new IOException("disk"));
        error.addSuppressed(new IllegalStateException("also"));

        Coded back = assertInstanceOf(Coded.class, send(error));
        assertEquals(7, back.code);
        assertEquals("code 7", back.getMessage());
        assertInstanceOf(IOException.class, back.getCause());
        assertEquals("also", back.getSuppressed()[0].getMessage());
    }

    /**
     * S20: its trace ends in the remote frames and a line that names the worker, its causes' too.
     */
    @Test
    void s20_traceEndsInTheRemoteFramesAndTheWorker() {
        Coded error = new Coded(7, new IOException("disk"));

        Throwable back = send(error);
        StackTraceElement[] trace = back.getStackTrace();
        assertEquals(
                List.of(error.getStackTrace()), Arrays.asList(trace).subList(0, trace.length - 1));
        assertTrue(("at " + trace[trace.length - 1]).startsWith(LINE));
        assertTrue(printed(back).contains(LINE));
        StackTraceElement[] cause = Objects.requireNonNull(back.getCause()).getStackTrace();
        assertEquals(trace[trace.length - 1], cause[cause.length - 1]);
    }

    static List<Throwable> notRebuilt() {
        return List.of(
                new HoldsSocket("boom", null),
                new RefusesReading(),
                new DiesReading(),
                new Hostile(),
                new RefusesTraces(),
                new HoldsSocket("x".repeat(10_000_000), null),
                new IllegalStateException("x".repeat(10_000_000)));
    }

    /** S21: what cannot be rebuilt arrives as text: class name, message, remote frames, and why. */
    @ParameterizedTest
    @MethodSource("notRebuilt")
    void s21_whatCannotBeRebuiltArrivesAsText(Throwable error) {
        byte[] frame = RemoteFailure.encode(error, "cpu-2", 4711, serializer);
        assertTrue(frame.length < 2 << 20, () -> "bytes=" + frame.length);

        Throwable back = RemoteFailure.decode(frame, 0, frame.length, serializer);
        assertEquals(RemoteTaskException.class, back.getClass());
        String message = Objects.requireNonNull(back.getMessage());
        assertTrue(message.startsWith(error.getClass().getName()), message);
        assertTrue(message.contains(" (came as text: "), message);
        assertTrue(message.length() < 100_000);
        assertTrue(printed(back).contains(LINE));
        assertTrue(printed(back).contains(getClass().getName()));
    }

    /** S21: the reason names the field that could not be sent; causes come as text too. */
    @Test
    void s21_reasonNamesTheField() {
        HoldsSocket error = new HoldsSocket("boom", new IOException("disk"));
        error.addSuppressed(new IllegalStateException("also"));

        Throwable back = send(error);
        assertEquals(
                HoldsSocket.class.getName()
                        + ": boom (came as text: io.quadriga.TaskNotSerializableException: exception"
                        + " cannot be sent: path=exception.socket[0], class=java.net.Socket; make it"
                        + " Serializable, or pass what it is made from)",
                back.getMessage());
        assertEquals(
                "java.io.IOException: disk", Objects.requireNonNull(back.getCause()).getMessage());
        assertEquals("java.lang.IllegalStateException: also", back.getSuppressed()[0].getMessage());
    }

    /** S21: a class that is refused or missing here is named. */
    @Test
    void s21_refusedOrMissingClassIsNamed() throws Exception {
        Serializer network = Serializer.standard(Filters.allowList(Limits.network()));
        byte[] frame = RemoteFailure.encode(new Coded(7, null), "cpu-2", 4711, serializer);
        Throwable back = RemoteFailure.decode(frame, 0, frame.length, network);
        Object missing = MadeClass.of("made.up.Detail").newInstance();

        String message = Objects.requireNonNull(back.getMessage());
        assertTrue(message.startsWith(Coded.class.getName() + ": code 7 (came as text: "), message);
        assertTrue(message.contains("refused: class=" + Coded.class.getName()), message);
        Throwable other = send(new Detailed(missing));
        assertTrue(
                Objects.requireNonNull(other.getMessage()).contains("class=made.up.Detail"),
                other.getMessage());
    }

    /** S22: causes in a circle, a long chain and an exception without a trace arrive. */
    @Test
    void s22_circlesAndChainsArrive() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        first.addSuppressed(second);
        Throwable chain = new Exception("end");
        for (int i = 0; i < 20_000; i++) {
            chain = new Exception("link", chain);
        }
        HoldsSocket textOfCircle = new HoldsSocket("boom", first);

        Throwable back = send(first);
        assertSame(back, Objects.requireNonNull(back.getCause()).getCause());
        assertEquals(RemoteTaskException.class, send(chain).getClass());
        assertEquals(RemoteTaskException.class, send(textOfCircle).getClass());
        assertEquals("bare", assertInstanceOf(NoTrace.class, send(new NoTrace())).getMessage());
    }

    /** S22: what an exception says of its trace and causes may be as wrong as it likes. */
    @Test
    void s22_tracesThatAreNoneAndEndlessCausesArrive() {
        for (Throwable error : List.of(new TraceIsNull(), new TraceHasNull(), new Endless())) {
            Throwable arrived = send(error);

            String text = arrived.toString();
            assertTrue(text.contains(error.getClass().getName()), text);
        }
    }

    /** S23: a damaged frame gives an exception that says so, and never an error. */
    @Test
    void s23_damagedFrameSaysSo() {
        byte[] frame = RemoteFailure.encode(new Coded(7, null), "cpu-2", 4711, serializer);
        Random random = new Random(23);

        for (int cut = 0; cut < frame.length; cut++) {
            Throwable back = RemoteFailure.decode(frame, 0, cut, serializer);
            String message = Objects.requireNonNull(back.getMessage());
            assertTrue(
                    message.startsWith(
                            "the exception of a remote task was damaged on its way: bytes=" + cut),
                    message);
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] copy = frame.clone();
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            assertTrue(printed(RemoteFailure.decode(copy, 0, copy.length, serializer)) != null);
        }
    }

    private Throwable send(Throwable error) {
        byte[] frame = RemoteFailure.encode(error, "cpu-2", 4711, serializer);
        return RemoteFailure.decode(frame, 0, frame.length, serializer);
    }

    private static String printed(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
