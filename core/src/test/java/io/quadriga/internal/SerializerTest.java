package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.Task;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules S1 to S9: frames, types, buffers and classes. */
@Timeout(30)
class SerializerTest {

    private final Serializer serializer = Serializer.standard(Filters.classPath(Limits.standard()));

    record Point(int x, @Nullable String name, List<Integer> all) implements Serializable {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "g";
            }
        }
    }

    interface Greeter {
        String greet(String name);
    }

    record Handler(String word) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return word + arguments[0];
        }
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        @Nullable Node next;
    }

    static List<@Nullable Object> plainValues() {
        return Arrays.asList(
                null,
                true,
                false,
                (byte) -7,
                (short) 300,
                'x',
                '\uD800',
                42,
                Integer.MIN_VALUE,
                -1L,
                Long.MAX_VALUE,
                1.5f,
                Float.NaN,
                -0.0,
                Double.MIN_VALUE,
                "",
                "plain",
                "\u00ff\u0000",
                "\u4f60\u597d",
                "\ud83d\ude00",
                "lost \udc00 half",
                "x".repeat(100_000),
                new byte[0],
                new byte[] {1, -2},
                new boolean[] {true, false},
                new short[] {-1, 2},
                new char[] {'a', '\uffff'},
                new int[] {1, Integer.MIN_VALUE},
                new long[] {1, -1},
                new float[] {1, Float.NEGATIVE_INFINITY},
                new double[] {Math.PI, -0.0});
    }

    static List<Object> objects() {
        return List.of(
                new Point(1, null, List.of(1, 2)),
                List.of("a"),
                List.of(),
                Set.of(1, 2, 3),
                Map.of("k", 1),
                new ArrayList<>(Arrays.asList(1, null, "s")),
                new TreeMap<>(Map.of(2, "b")),
                new EnumMap<>(Map.of(Colour.RED, 1)),
                Colour.GREEN,
                Duration.ofMillis(5),
                Instant.EPOCH,
                new BigDecimal("1.50"),
                UUID.randomUUID(),
                URI.create("http://a/b"),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                int.class,
                String[].class,
                TimeUnit.DAYS,
                new HashMap<>(Map.of("l", List.of(Set.of(1)))));
    }

    /** S1: every value of a type that can travel comes back equal and as its own type. */
    @ParameterizedTest
    @MethodSource({"plainValues", "objects"})
    void s1_valueComesBackEqualAndAsItsOwnType(@Nullable Object value) {
        Object back = roundTrip(value);

        assertTrue(Objects.deepEquals(value, back), () -> value + " became " + back);
        if (value != null) {
            assertSame(value.getClass(), Objects.requireNonNull(back).getClass());
        }
    }

    /**
     * S1, for what has no equality: lambdas, proxies, cycles, shared references, arrays of arrays.
     */
    @Test
    void s1_behaviourSharingAndCyclesComeBack() throws Exception {
        int captured = 3;
        String text = "t";
        Task<String> task = () -> text + captured;
        Fn<String, Integer> reference = String::length;
        Greeter proxy =
                (Greeter)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Greeter.class},
                                new Handler("hi "));
        Node node = new Node();
        node.next = node;
        List<Integer> shared = new ArrayList<>(List.of(1));

        assertEquals("t3", ((Task<?>) notNull(roundTrip(task))).call());
        Fn<String, Integer> length = cast(roundTrip(reference));
        assertEquals(4, length.apply("four"));
        assertEquals("hi bob", ((Greeter) notNull(roundTrip(proxy))).greet("bob"));
        Node back = (Node) notNull(roundTrip(node));
        assertSame(back, back.next);
        List<?> pair = (List<?>) notNull(roundTrip(Arrays.asList(shared, shared)));
        assertSame(pair.get(0), pair.get(1));
        Object[] arrays = {new int[][] {{1}, {}}, new String[] {"a", null}};
        assertTrue(Arrays.deepEquals(arrays, (Object[]) roundTrip(arrays)));
    }

    /** S2: of a ByteBuffer the remaining bytes travel, and it is left as it was. */
    @Test
    void s2_remainingBytesOfABufferTravel() {
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
            buffer.putInt(1).putInt(2).position(2).limit(7);
            ByteBuffer back = (ByteBuffer) notNull(roundTrip(buffer.asReadOnlyBuffer()));

            assertEquals(buffer, back);
            assertEquals(2, buffer.position());
            assertEquals(ByteOrder.BIG_ENDIAN, back.order());
        }
    }

    /** S3: plain values cost no object stream: a tag and their bytes. */
    @Test
    void s3_plainValuesAreATagAndTheirBytes() {
        assertEquals(1, serializer.encode(null).length);
        assertEquals(5, serializer.encode(42).length);
        assertEquals(9, serializer.encode(42L).length);
        assertEquals(4, serializer.encode("abc").length);
        assertEquals(1 + 8 * 10, serializer.encode(new double[10]).length);
    }

    /**
     * S4: a frame appended to a buffer is the same frame, and a refused value leaves no trace in
     * it.
     */
    @Test
    void s4_bufferKeepsWhatItHadWhenAValueIsRefused() {
        FrameBuffer buffer = new FrameBuffer(1);
        buffer.putInt(7);
        serializer.encode("text", buffer);
        int size = buffer.size();
        Object half = Arrays.asList("x".repeat(10_000), new Object());

        assertThrows(TaskNotSerializableException.class, () -> serializer.encode(half, buffer));
        assertEquals(size, buffer.size());
        assertArrayEquals(
                serializer.encode("text"),
                Arrays.copyOfRange(buffer.array(), Integer.BYTES, buffer.size()));
    }

    /** S5: a frame is read from the middle of an array and from a buffer, which does not change. */
    @Test
    void s5_frameIsReadFromAnyMemory() {
        for (Object value : List.of("text", new Point(1, "p", List.of()), new int[] {1, 2})) {
            byte[] frame = serializer.encode(value);
            byte[] padded = new byte[frame.length + 10];
            System.arraycopy(frame, 0, padded, 5, frame.length);
            ByteBuffer direct = ByteBuffer.allocateDirect(padded.length).put(padded);
            direct.position(5).limit(5 + frame.length);

            assertTrue(Objects.deepEquals(value, serializer.decode(padded, 5, frame.length)));
            assertTrue(Objects.deepEquals(value, serializer.decode(direct)));
            assertEquals(frame.length, direct.remaining());
        }
    }

    /** S6: an empty, cut, prolonged or unknown frame is refused with its numbers. */
    @ParameterizedTest
    @MethodSource({"plainValues", "objects"})
    void s6_cutProlongedOrUnknownFrameIsRefused(@Nullable Object value) {
        byte[] frame = serializer.encode(value);
        boolean elements = frame[0] >= FrameTag.LATIN1 && frame[0] <= FrameTag.BUFFER;

        if (!elements) {
            assertDamaged(Arrays.copyOf(frame, frame.length + 1), "damaged");
            for (int cut = 0; cut < frame.length; cut++) {
                assertDamaged(Arrays.copyOf(frame, cut), "");
            }
        }
        frame[0] = 99;
        assertDamaged(frame, "unknown codec: tag=99, bytes=" + (frame.length - 1));
        frame[0] = 0;
        assertDamaged(frame, "unknown codec: tag=0");
    }

    /** S6: an array whose bytes are not a whole number of elements is refused. */
    @Test
    void s6_brokenElementIsRefused() {
        for (int tag : new int[] {FrameTag.UTF16, FrameTag.INTS, FrameTag.LONGS, FrameTag.CHARS}) {
            assertDamaged(new byte[] {(byte) tag, 1, 2, 3}, "frame damaged: tag=" + tag);
        }
    }

    /** S7: without a filter there is no serializer. */
    @Test
    void s7_filterIsMandatory() {
        ObjectInputFilter none = cast(null);

        assertThrows(NullPointerException.class, () -> Serializer.standard(none));
    }

    /**
     * S8: a class that is not here is named; the given loader is asked first, the context's next.
     */
    @Test
    void s8_missingClassIsNamed() throws Exception {
        MadeClass made = MadeClass.of("made.up.Part");
        byte[] frame = serializer.encode(made.newInstance());

        QuadrigaException error = assertDamaged(frame, "class not found: class=made.up.Part");
        assertInstanceOf(ClassNotFoundException.class, error.getCause());
        Object found = withLoader(made).decode(frame, 0, frame.length);
        assertSame(made.type(), notNull(found).getClass());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(made.loader());
        try {
            assertSame(made.type(), notNull(serializer.decode(frame, 0, frame.length)).getClass());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** S8: a class of another build is refused and named. */
    @Test
    void s8_classOfAnotherBuildIsNamed() throws Exception {
        byte[] frame = serializer.encode(new Node());
        frame[indexOf(frame, Node.class.getName()) + Node.class.getName().length() + 7]++;

        assertDamaged(frame, "class differs between sender and receiver");
        assertDamaged(frame, Node.class.getName());
    }

    /** S9: what is decoded shares nothing with the frame. */
    @Test
    void s9_decodedValueSharesNothingWithItsFrame() {
        byte[] frame = serializer.encode(new byte[] {1, 2});
        byte[] first = (byte[]) notNull(serializer.decode(frame, 0, frame.length));
        frame[1] = 9;

        assertArrayEquals(new byte[] {1, 2}, first);
        assertNotSame(first, serializer.decode(frame, 0, frame.length));
    }

    static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
        assertTrue(at >= 0, text);
        return at;
    }

    private static Serializer withLoader(MadeClass made) {
        return Serializer.standard(Filters.classPath(Limits.standard()), made.loader());
    }

    private QuadrigaException assertDamaged(byte[] frame, String message) {
        QuadrigaException error =
                assertThrows(
                        QuadrigaException.class, () -> serializer.decode(frame, 0, frame.length));
        String text = Objects.requireNonNull(error.getMessage());
        assertTrue(text.contains(message), text);
        assertTrue(text.contains("; "), text);
        return error;
    }

    private @Nullable Object roundTrip(@Nullable Object value) {
        byte[] frame = serializer.encode(value);
        return serializer.decode(frame, 0, frame.length);
    }

    private static Object notNull(@Nullable Object value) {
        assertNotNull(value);
        return value;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T cast(@Nullable Object value) {
        return (T) value;
    }
}
