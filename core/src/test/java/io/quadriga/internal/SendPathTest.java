package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.Task;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.Externalizable;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rule S10: what cannot be sent is named by the path to it. */
@Timeout(30)
@SuppressWarnings("serial") // fields that cannot travel are what is tested
class SendPathTest {

    private static final String OUTLINE =
            ", class=java.net.Socket; make it Serializable, or pass what it is made from";

    private final Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));

    private final Socket unsendable = new Socket();

    static class Connection implements Serializable {
        private static final long serialVersionUID = 1L;
        @Nullable Object socket;
        @Nullable Object other;

        Connection(@Nullable Object socket) {
            this.socket = socket;
        }
    }

    record Order(String name, Object detail) implements Serializable {}

    static final class ByHand implements Serializable {
        private static final long serialVersionUID = 1L;
        transient Object notes;
        transient Object never = new Object();

        ByHand(Object notes) {
            this.notes = notes;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(notes);
        }
    }

    static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;
        private Object part = "";
        private Object never = new Object();

        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(part);
        }

        @Override
        public void readExternal(ObjectInput in) {
            never = part;
        }
    }

    static final class Throwing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Throwable error;

        Throwing(Throwable error) {
            this.error = error;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            SendPathTest.<RuntimeException>sneak(error);
        }
    }

    static final class Replacing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Object inner;

        Replacing(Object inner) {
            this.inner = inner;
        }

        private Object writeReplace() {
            return new Connection(inner);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable error) throws T {
        throw (T) error;
    }

    /** S10: through the variables that a lambda captured, by their names, and the fields below. */
    @Test
    void s10_capturedVariableIsNamed() {
        int before = 1;
        long wide = 2;
        Connection connection = new Connection(unsendable);
        Task<String> task = () -> before + wide + "" + connection;
        Action ofThis = () -> Objects.requireNonNull(unsendable);

        assertEquals("task cannot be sent: path=task.connection.socket" + OUTLINE, messageOf(task));
        assertTrue(
                messageOf(ofThis)
                        .startsWith(
                                "task cannot be sent: path=task.this, class="
                                        + getClass().getName()),
                messageOf(ofThis));
    }

    /** S10: a bound method reference has no variable; its captured objects are counted. */
    @Test
    void s10_capturedObjectWithoutNameIsCounted() {
        Task<String> task = new Order("n", unsendable)::toString;

        assertEquals(
                "task cannot be sent: path=task.captured[0].detail" + OUTLINE, messageOf(task));
    }

    /** S10: through records, collections, maps and arrays of any kind. */
    @Test
    void s10_containersAreWalkedThrough() {
        assertPath("value.detail[2]", new Order("n", Arrays.asList(1, null, unsendable)));
        assertPath("value[1]", List.of("a", unsendable));
        assertPath("value[1][0]", new Object[] {null, new Object[] {unsendable}});
        assertPath("value[jobs][7]", Map.of("jobs", new HashMap<>(Map.of(7, unsendable))));
        assertPath("value.key(Socket)", new HashMap<>(Map.of(unsendable, 1)));
        assertPath(
                "value[0].value",
                Collections.unmodifiableList(
                        new ArrayList<>(List.of(new AtomicReference<>(unsendable)))));
    }

    /** S10: through hand-written forms, and never through a field that is not written. */
    @Test
    void s10_handWrittenFormsAreWalkedThrough() {
        External external = new External();
        external.part = unsendable;

        assertPath("value.notes", new ByHand(unsendable));
        assertPath("value.part", external);
        assertPath("value.detail.socket", new Order("n", new Replacing(unsendable)));
    }

    /** S10: what holds itself, or is held twice, does not mislead the search. */
    @Test
    void s10_cyclesDoNotMislead() {
        Connection root = new Connection(null);
        Connection sibling = new Connection(root);
        root.other = unsendable;
        root.socket = sibling;

        assertPath("value.other", root);
        List<Object> list = new ArrayList<>(List.of(sibling, "b"));
        list.add(list);
        assertPath("value[0].socket.other", list);
    }

    /** S10: an error of somebody's own writeObject is told with its place. */
    @Test
    void s10_errorOfWriteObjectIsToldWithItsPlace() {
        for (Throwable error :
                List.of(
                        new IllegalStateException("boom"), new IOException("boom"),
                        new AssertionError("boom"), new NotSerializableException("use ipc"))) {
            TaskNotSerializableException refused =
                    refusalOf(new Order("n", List.of(new Throwing(error))));

            assertTrue(
                    message(refused)
                            .startsWith(
                                    "value cannot be sent: path=value.detail[0], class="
                                            + Throwing.class.getName()
                                            + ", error="
                                            + error),
                    message(refused));
            assertEquals(error, refused.getCause());
        }
    }

    /** S10: a lambda that is not serializable is told how to become so. */
    @Test
    void s10_plainLambdaIsToldHowToBecomeSerializable() {
        @SuppressWarnings("ReturnValueIgnored") // what it returns does not matter
        Runnable plain = () -> unsendable.toString().length();

        String message = messageOf(plain);
        assertTrue(message.contains("path=task, class="), message);
        assertTrue(message.contains("; declare it as a Task, Action, Fn or BiFn"), message);
    }

    /** S10: where the search cannot look it names the class. */
    @Test
    void s10_hiddenPartIsNamedByItsClass() {
        assertEquals(
                "value cannot be sent: path=value" + OUTLINE,
                messageOf(
                        new java.util.concurrent.atomic.AtomicReferenceArray<>(
                                new Object[] {unsendable})));
        assertEquals(
                "value cannot be sent: path=value.detail, class=java.util.Optional; make it"
                        + " Serializable, or pass what it is made from",
                messageOf(new Order("n", Optional.of(1))));
    }

    /** S10: an exception is named as such, its causes too. */
    @Test
    void s10_exceptionIsNamedAsSuch() {
        class Odd extends RuntimeException {
            private static final long serialVersionUID = 1L;
            final transient Object unused = unsendable;
            final Object socket = List.of(unused);

            @Override
            public String toString() {
                return "odd";
            }
        }
        String message = messageOf(new IllegalStateException(new Odd()));

        assertTrue(message.startsWith("exception cannot be sent: path=exception.cause."), message);
    }

    /** S11: what is nested too deep is refused, and the serializer goes on working. */
    @Test
    void s11_nestedTooDeepIsRefused() {
        Connection deep = new Connection(null);
        for (int i = 0; i < 1_000_000; i++) {
            deep = new Connection(deep);
        }

        String message = messageOf(deep);
        assertTrue(message.contains("nested too deep for the stack of the thread"), message);
        assertEquals(5, serializer.encode(1).length);
        assertPath("value.socket", new Connection(unsendable));
    }

    /** S11: what is too large for any array is refused. */
    @Test
    void s11_tooLargeIsRefused() {
        class Large implements Serializable {
            private static final long serialVersionUID = 1L;

            private void writeObject(ObjectOutputStream out) {
                throw new OutOfMemoryError("frame too large");
            }
        }

        assertTrue(messageOf(new Large()).contains("; send less at once"));
    }

    /**
     * S11: the search for the path is bounded; what it has not found then it names by its class.
     */
    @Test
    void s11_searchIsBounded() {
        List<Object> level = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            level.add(new Connection("x" + i));
        }
        level.add(unsendable);
        Object root = level;
        for (int i = 0; i < 30; i++) {
            root = new Order("n", root);
        }
        String message = messageOf(root);

        assertTrue(message.contains("java.net.Socket"), message);
    }

    private void assertPath(String path, Object value) {
        assertEquals("value cannot be sent: path=" + path + OUTLINE, messageOf(value));
    }

    private String messageOf(Object value) {
        return message(refusalOf(value));
    }

    private TaskNotSerializableException refusalOf(Object value) {
        return assertThrows(TaskNotSerializableException.class, () -> serializer.encode(value));
    }

    private static String message(Throwable error) {
        return Objects.requireNonNull(error.getMessage());
    }
}
