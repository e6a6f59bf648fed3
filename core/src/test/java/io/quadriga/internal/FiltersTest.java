package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quadriga.QuadrigaException;
import io.quadriga.Task;
import io.quadriga.spi.Filters;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.rmi.Remote;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules S12 to S18: what may be decoded, and how much. */
@Timeout(30)
@SuppressWarnings("serial") // fields that cannot travel are what is tested
class FiltersTest {

    private static final Limits SMALL = new Limits(20, 1000, 1000, 10_000);

    private final Serializer own = Serializer.standard(Filters.classPath(Limits.standard()));

    private final Serializer network =
            Serializer.standard(Filters.allowList(Limits.network(), "com.acme.**"));

    record Order(String name) implements Serializable {}

    static final class Nest implements Serializable {
        private static final long serialVersionUID = 1L;
        final @Nullable Object inner;

        Nest(@Nullable Object inner) {
            this.inner = inner;
        }
    }

    record Handler() implements InvocationHandler, Serializable {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    record RemoteThing() implements Remote, Serializable {}

    @Deprecated
    static final class Annotated {}

    static Stream<Object> gadgets() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("DSA");
        keys.initialize(1024);
        Object signed =
                new SignedObject(
                        "x",
                        keys.generateKeyPair().getPrivate(),
                        Signature.getInstance("SHA256withDSA"));
        Object annotation = Annotated.class.getAnnotation(Deprecated.class);
        Object remoteProxy =
                Proxy.newProxyInstance(
                        FiltersTest.class.getClassLoader(),
                        new Class<?>[] {Remote.class},
                        new Handler());
        return Stream.of(
                new BadAttributeValueExpException("x"),
                signed,
                annotation,
                remoteProxy,
                new RemoteThing(),
                Runtime.class,
                ProcessBuilder.class,
                new javax.naming.Reference("a.B"),
                new javax.swing.UIDefaults());
    }

    /** S12: classes known to do harm are refused and named, alone and hidden in other objects. */
    @ParameterizedTest
    @MethodSource("gadgets")
    void s12_gadgetIsRefused(Object gadget) {
        for (Serializer serializer : List.of(own, network)) {
            assertRefused(serializer, own.encode(gadget), "refused: class=");
            assertRefused(
                    serializer,
                    own.encode(new HashMap<>(Map.of("a", new ArrayList<>(List.of(gadget))))),
                    "refused: class=");
        }
    }

    /** S12: the same for classes of libraries, which have their own loader. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.commons.collections.functors.InvokerTransformer",
                "org.apache.commons.collections4.functors.InvokerTransformer",
                "org.codehaus.groovy.runtime.MethodClosure",
                "org.springframework.beans.factory.support.AutowireUtils$ObjectFactoryDelegating",
                "com.mchange.v2.c3p0.impl.PoolBackedDataSourceBase",
                "bsh.XThis"
            })
    void s12_gadgetOfALibraryIsRefused(String name) throws Exception {
        MadeClass gadget = MadeClass.of(name);
        byte[] frame = own.encode(new Object[] {gadget.newInstance()});
        Serializer serializer =
                Serializer.standard(Filters.classPath(Limits.standard()), gadget.loader());

        QuadrigaException error = assertRefused(serializer, frame, "refused: class=" + name + "; ");
        assertTrue(error.getCause() instanceof InvalidClassException);
    }

    /** S13: an allow-list lets plain values pass, and what it names, and nothing else. */
    @Test
    void s13_allowListNamesWhatPasses() {
        List<Object> values =
                List.of(
                        1,
                        2L,
                        "s",
                        new BigDecimal("1.5"),
                        UUID.randomUUID(),
                        Duration.ofDays(1),
                        URI.create("a:b"),
                        List.of(1, "a"),
                        Map.of(1, 2),
                        Set.of("x", "y"),
                        new TreeMap<>(Map.of(1, 2)),
                        new ConcurrentHashMap<>(Map.of(1, 2)),
                        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                        new int[][] {{1}},
                        new String[] {"a"},
                        new Integer[] {1},
                        Arrays.asList(1, null));
        for (Object value : values) {
            assertTrue(Objects.deepEquals(value, roundTrip(network, value)), value::toString);
        }
        assertEquals(
                IllegalStateException.class,
                Objects.requireNonNull(roundTrip(network, new IllegalStateException("a")))
                        .getClass());
        assertRefused(
                network,
                own.encode(new Order("a")),
                "refused: class=" + Order.class.getName() + "; allow it by its name");
        assertRefused(network, own.encode(new Order[0]), Order.class.getName());
        assertRefused(network, own.encode(Thread.State.NEW), "java.lang.Thread$State");
        assertEquals(new Order("a"), roundTrip(allowing(Order.class.getName()), new Order("a")));
    }

    /** S13: patterns name classes, packages and trees of them; anything else is refused at once. */
    @Test
    void s13_patternsAreChecked() {
        String pack = Order.class.getPackageName();

        assertEquals(new Order("a"), roundTrip(allowing(pack + ".*"), new Order("a")));
        assertEquals(new Order("a"), roundTrip(allowing("io.**"), new Order("a")));
        assertRefused(allowing("io.*"), own.encode(new Order("a")), "refused: class=");
        assertRefused(allowing(pack + ".FiltersTest"), own.encode(new Order("a")), "refused");
        for (String wrong : List.of("", "*", "**", "a.b*", "!a.B", "a..B", "a.*.B", "maxdepth=3")) {
            IllegalArgumentException error =
                    assertThrows(IllegalArgumentException.class, () -> allowing(wrong));
            assertTrue(
                    Objects.requireNonNull(error.getMessage())
                            .startsWith("no such pattern: pattern=" + wrong + "; use a.B"),
                    error.getMessage());
        }
    }

    /** S14: a lambda passes only if the class that it was written in does. */
    @Test
    void s14_lambdaNeedsTheClassItWasWrittenIn() throws Exception {
        int captured = 5;
        Task<Integer> task = () -> captured + 1;
        String lambda = "java.lang.invoke.SerializedLambda";

        assertRefused(allowing(lambda), own.encode(task), "refused: class=" + name());
        assertRefused(allowing(name()), own.encode(task), "refused: class=" + lambda);
        Object back = roundTrip(allowing(lambda, name()), task);
        assertEquals(6, ((Task<?>) Objects.requireNonNull(back)).call());
    }

    /**
     * S15: more depth, references, elements or bytes than the limits is refused with both numbers.
     */
    @Test
    void s15_limitsAreKept() {
        Nest deep = new Nest(null);
        for (int i = 0; i < 30; i++) {
            deep = new Nest(deep);
        }
        Serializer limited = Serializer.standard(Filters.classPath(SMALL));

        assertRefused(limited, own.encode(deep), "refused: depth=21, limit=20");
        assertRefused(
                limited,
                own.encode(Stream.generate(() -> new Nest(null)).limit(600).toArray()),
                ", limit=1000; send less in one frame, or raise the limit");
        assertRefused(
                limited, own.encode(new Object[1001]), "refused: arrayLength=1001, limit=1000");
        assertRefused(
                limited,
                own.encode(List.of("x".repeat(20_000), new Nest(null))),
                "limit=10000; send less in one frame, or raise the limit");
    }

    /** S15: a limit below 1 is refused. */
    @Test
    void s15_limitsAreAtLeastOne() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 1, 1));

        assertEquals(
                "limits must be at least 1: depth=0, references=1, arrayLength=1, bytes=1",
                error.getMessage());
    }

    /** S16: an array, map or text that announces more than its frame holds allocates nothing. */
    @Test
    void s16_announcedLengthAllocatesNothing() throws Exception {
        Map<String, byte[]> bombs =
                Map.of(
                        "bytes", patched(new Object[] {new byte[77]}, 77),
                        "longs", patched(new Object[] {new long[77]}, 77),
                        "objects", patched(new Object[77], 77),
                        "list", patched(new ArrayList<>(Collections.nCopies(77, null)), 77),
                        "map", patched(mapOf(77), 77),
                        "set", patched(new HashSet<>(mapOf(77).keySet()), 77),
                        "text", longText(),
                        "nested", nestedArrays(500, 100_000));
        for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
            for (Serializer serializer : List.of(own, network)) {
                long allocated = allocatedBy(() -> assertRefused(serializer, bomb.getValue(), ""));
                assertTrue(allocated < 4_000_000, bomb.getKey() + " allocated " + allocated);
            }
        }
    }

    /**
     * S16: nested arrays end at the depth limit, without one at the end of the stack, and typed.
     */
    @Test
    void s16_deepNestingIsRefused() throws Exception {
        byte[] frame = nestedArrays(200_000, 1);
        Serializer unlimited =
                Serializer.standard(
                        Filters.classPath(new Limits(1 << 30, 1 << 30, 1 << 30, 1 << 30)));

        assertRefused(own, frame, "refused: depth=501, limit=500");
        assertRefused(network, frame, "refused: depth=101, limit=100");
        assertRefused(unlimited, frame, "refused: nested too deep for the stack of the thread");
        assertEquals("ok", roundTrip(unlimited, "ok"));
    }

    /**
     * S17: sets in sets, whose hash code takes for ever, are refused in time, deep or side by side.
     */
    @Test
    void s17_hashBombIsRefusedInTime() {
        for (byte[] bomb : List.of(own.encode(nestedSets(40)), own.encode(rowOfSets(100)))) {
            for (Serializer serializer : List.of(own, network)) {
                assertRefused(serializer, bomb, "refused: class=java.util.");
            }
        }
    }

    /** S17: honest nesting and sharing pass. */
    @Test
    void s17_honestSharingPasses() {
        List<Integer> shared = new ArrayList<>(Collections.nCopies(10_000, 1));
        List<Object> inputs = new ArrayList<>(Collections.nCopies(50, shared));
        Map<Object, Object> tree = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            tree = new HashMap<>(Map.of("inner", tree, "list", List.of(1, 2, 3)));
        }

        assertEquals(inputs, roundTrip(network, inputs));
        assertEquals(tree, roundTrip(network, tree));
        assertEquals(
                Collections.nCopies(10_000, 1),
                roundTrip(network, Collections.unmodifiableList(Collections.nCopies(10_000, 1))));
    }

    /**
     * S18: a filter of the user's own decides; what it leaves undecided is refused, numbers are
     * not.
     */
    @Test
    void s18_undecidedIsRefused() throws Exception {
        ObjectInputFilter pattern =
                ObjectInputFilter.Config.createFilter(
                        name() + "$Order;java.lang.Object;!java.net.*");
        Serializer serializer = Serializer.standard(pattern);

        assertEquals(new Order("a"), roundTrip(serializer, new Order("a")));
        assertRefused(
                serializer,
                own.encode(new Nest(null)),
                "refused: class=" + Nest.class.getName() + "; allow it by the filter");
        assertRefused(
                serializer,
                own.encode(URI.create("http://a/").toURL()),
                "refused: class=java.net.URL");
        assertTrue(
                Arrays.deepEquals(
                        new Object[] {new int[] {1}},
                        (Object[]) roundTrip(serializer, new Object[] {new int[] {1}})));
        assertRefused(serializer, patched(new Object[] {new byte[77]}, 77), "announces more");
    }

    private static String name() {
        return FiltersTest.class.getName();
    }

    private static Serializer allowing(String... patterns) {
        return Serializer.standard(Filters.allowList(Limits.network(), patterns));
    }

    private static HashMap<Integer, @Nullable Object> mapOf(int size) {
        HashMap<Integer, @Nullable Object> map = new HashMap<>();
        for (int i = 1000; i < 1000 + size; i++) {
            map.put(i, null);
        }
        return map;
    }

    /**
     * Encodes a value in which a length occurs, and announces two thousand million in its place.
     */
    private byte[] patched(Object value, int length) {
        byte[] frame = own.encode(value);
        ByteBuffer view = ByteBuffer.wrap(frame);
        for (int i = 0; i + Integer.BYTES <= frame.length; i++) {
            if (view.getInt(i) == length) {
                view.putInt(i, Integer.MAX_VALUE - 100);
            }
        }
        return frame;
    }

    private static byte[] longText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = header(bytes);
        out.writeByte(ObjectStreamConstants.TC_LONGSTRING);
        out.writeLong(1L << 40);
        out.writeBytes("short");
        return bytes.toByteArray();
    }

    private static DataOutputStream header(ByteArrayOutputStream bytes) throws IOException {
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(FrameTag.OBJECT);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        return out;
    }

    /** Arrays in arrays, each announcing some elements and holding one. */
    private byte[] nestedArrays(int depth, int announced) throws IOException {
        byte[] start = own.encode(new Object[1]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(start, 0, start.length - Integer.BYTES - 1);
        out.writeInt(announced);
        for (int i = 0; i < depth; i++) {
            out.writeByte(ObjectStreamConstants.TC_ARRAY);
            out.writeByte(ObjectStreamConstants.TC_REFERENCE);
            out.writeInt(ObjectStreamConstants.baseWireHandle);
            out.writeInt(announced);
        }
        out.writeByte(ObjectStreamConstants.TC_NULL);
        return bytes.toByteArray();
    }

    /** The bomb of Wouter Coekaerts: each set holds both sets of the next level. */
    private static Set<Object> nestedSets(int depth) {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>();
            nextLeft.add("a");
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        return root;
    }

    /** The same without depth: a row of lists, each holding the one before twice. */
    private static List<Object> rowOfSets(int length) {
        List<Object> row = new ArrayList<>();
        List<Object> last = new ArrayList<>(List.of("a"));
        for (int i = 0; i < length; i++) {
            row.add(last);
            last = new ArrayList<>(Arrays.asList(last, last));
        }
        row.add(last);
        return row;
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static QuadrigaException assertRefused(
            Serializer serializer, byte[] frame, String message) {
        QuadrigaException error =
                assertThrows(
                        QuadrigaException.class, () -> serializer.decode(frame, 0, frame.length));
        String text = Objects.requireNonNull(error.getMessage());
        assertTrue(text.contains(message), text);
        assertTrue(text.contains("; "), text);
        return error;
    }

    private static @Nullable Object roundTrip(Serializer serializer, Object value) {
        byte[] frame = serializer.encode(value);
        return serializer.decode(frame, 0, frame.length);
    }
}
