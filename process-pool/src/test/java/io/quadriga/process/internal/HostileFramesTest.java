package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.Task;
import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Run.Shape;
import io.quadriga.spi.TaskInfo;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker, or a parent, makes of frames that nobody of ours wrote. */
@Timeout(60)
class HostileFramesTest {

    private static final String HOST = "io/quadriga/process/internal/HostileFramesTest";

    private static final String NO_ARGUMENTS = "()Ljava/lang/Object;";

    private static boolean harmed;

    private final CodecPair codec = new CodecPair();

    private final Functions worker = codec.functions;

    // ---- targets

    /** Looks like a body in all but its kind. */
    private static Object target() {
        harmed = true;
        return "harm";
    }

    private static Object lambda$target$1a$1() {
        harmed = true;
        return "harm";
    }

    /** Has lambdas, none of which can be serialized. */
    static final class Unserializable {

        static Callable<Object> harmless() {
            return () -> {
                harmed = true;
                return 1;
            };
        }
    }

    /** Has a lambda that can be serialized, and another that has a name like one. */
    static final class Ambiguous {

        static Task<Object> serializable() {
            return () -> 1;
        }

        static Callable<Object> task$1f() {
            return () -> {
                harmed = true;
                return "harm";
            };
        }
    }

    private static Task<Object> good() {
        return () -> "good";
    }

    // ---- definitions

    private void define(int number, LambdaBody body) {
        byte[] bytes = body.encode(number);
        worker.define(bytes, 0, bytes.length);
    }

    private void defineCall(String host, String method, String descriptor) {
        define(0, new LambdaBody(host, method, descriptor, false, Shape.CALL));
    }

    private static byte[] callOf(int number) {
        FrameBuffer frame = new FrameBuffer(8);
        frame.write(Shapes.code(Shape.CALL) | RunEncoder.NUMBERED);
        Values.writeNumber(number, frame);
        return frame.toByteArray();
    }

    private Object call(byte[] frame) throws Throwable {
        return worker.read(frame, 0, frame.length).call(0);
    }

    private void assertRefused(String reason) {
        var error = assertThrows(QuadrigaException.class, () -> call(callOf(0)));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
        assertFalse(harmed);
    }

    private static String nameIn(Class<?> host, String prefix) {
        return Arrays.stream(host.getDeclaredMethods())
                .map(method -> method.getName())
                .filter(name -> name.startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMethodThatIsNoLambdaIsNotCalled() {
        defineCall(HOST, "target", NO_ARGUMENTS);
        assertRefused("not the body of a serializable lambda");
        defineAnew("lambda$target$1a$1");
        assertThrows(QuadrigaException.class, () -> call(callOf(1)));
        assertFalse(harmed);
        assertEquals("harm", lambda$target$1a$1());
        assertEquals("harm", target());
        harmed = false;
    }

    private void defineAnew(String method) {
        define(1, new LambdaBody(HOST, method, NO_ARGUMENTS, false, Shape.CALL));
    }

    @Test
    void aLambdaThatIsNotSerializableIsNotCalled() {
        String name = nameIn(Unserializable.class, "lambda$");
        defineCall(HOST + "$Unserializable", name, NO_ARGUMENTS);
        assertRefused("not the body of a serializable lambda");
    }

    @Test
    void aLambdaWhoseNameOnlyLooksSerializableIsNotCalled() {
        String name = nameIn(Ambiguous.class, "lambda$task$1f$");
        defineCall(HOST + "$Ambiguous", name, NO_ARGUMENTS);
        assertRefused("not the body of a serializable lambda");
        assertTrue(name.endsWith("$1f$0") || name.endsWith("$1f$1"), name);
    }

    @Test
    void aMethodOfTheJdkIsNotCalled() {
        defineCall("java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;");
        assertRefused("java.lang.Runtime");
        define(1, new LambdaBody("java/lang/System", "exit", "(I)V", false, Shape.CALL));
        assertThrows(QuadrigaException.class, () -> call(callOf(1)));
    }

    @Test
    void aClassThatTheFilterRefusesIsNotAsked() {
        CodecPair strict = new CodecPair(Filters.allowList(Limits.network(), "com.acme.*"));
        TestRun run = strict.over(new TestRun(Shape.CALL, good()));
        assertTrue(strict.number >= 0);
        Throwable error = assertInstanceOf(QuadrigaException.class, run.error(0));
        assertTrue(error.getMessage().contains("refused: class="), error.getMessage());
    }

    @Test
    void theAllowListNeedsTheLambdaAndItsClass() throws Throwable {
        String[] both = {"java.lang.invoke.SerializedLambda", getClass().getName()};
        assertEquals("good", new CodecPair(Filters.allowList(Limits.network(), both)).call(good()));
        CodecPair half = new CodecPair(Filters.allowList(Limits.network(), getClass().getName()));
        assertThrows(QuadrigaException.class, () -> half.call(good()));
    }

    @Test
    void aClassThatIsNotThereFailsTheCallAlone() throws Throwable {
        defineCall("com/acme/Missing", "lambda$a$1$1", NO_ARGUMENTS);
        assertRefused("class not found: class=com.acme.Missing");
        define(7, LambdaBody.of(partsOf(good())));
        assertEquals("good", call(callOf(7)));
    }

    private static java.lang.invoke.SerializedLambda partsOf(Task<?> task) {
        return KnownFunction.of(task.getClass()).takeApart(task);
    }

    @Test
    void aWrongDescriptorIsRefused() {
        LambdaBody body = LambdaBody.of(partsOf(good()));
        defineCall(body.host(), body.name(), "()I");
        assertRefused("not the body");
        for (String broken : List.of("", "(", "()", "()X", "(L;)I", "()II", "(I", "x", "([)I")) {
            assertThrows(
                    QuadrigaException.class,
                    () -> define(2, new LambdaBody(HOST, body.name(), broken, false, Shape.CALL)));
        }
        LambdaBody asInstance =
                new LambdaBody(body.host(), body.name(), body.descriptor(), true, Shape.CALL);
        define(3, asInstance);
        assertThrows(QuadrigaException.class, () -> call(callOf(3)));
    }

    @Test
    void aNumberOutOfRangeIsRefused() {
        LambdaBody body = LambdaBody.of(partsOf(good()));
        assertThrows(QuadrigaException.class, () -> define(FunctionTable.CAPACITY, body));
        assertThrows(QuadrigaException.class, () -> define(Integer.MAX_VALUE, body));
        define(FunctionTable.CAPACITY - 1, body);
        assertThrows(QuadrigaException.class, () -> call(callOf(12)));
        assertThrows(QuadrigaException.class, () -> call(callOf(FunctionTable.CAPACITY)));
        assertThrows(QuadrigaException.class, () -> call(callOf(Integer.MAX_VALUE)));
    }

    @Test
    void aNumberKeepsItsMeaning() throws Throwable {
        LambdaBody body = LambdaBody.of(partsOf(good()));
        define(0, body);
        define(0, body);
        LambdaBody other = new LambdaBody(HOST, "target", NO_ARGUMENTS, false, Shape.CALL);
        assertThrows(QuadrigaException.class, () -> define(0, other));
        assertEquals("good", call(callOf(0)));
    }

    @Test
    void aBodyThatIsCalledInAnotherWayIsRefused() {
        define(0, LambdaBody.of(partsOf(good())));
        FrameBuffer frame = new FrameBuffer(8);
        frame.write(Shapes.code(Shape.RUN) | RunEncoder.NUMBERED);
        frame.write(0);
        assertThrows(QuadrigaException.class, () -> call(frame.toByteArray()));
    }

    // ---- captures

    /** Does harm while it is read. */
    static final class Gadget extends BadAttributeValueExpException {
        private static final long serialVersionUID = 1L;

        Gadget() {
            super("gadget");
        }

        private void readObject(ObjectInputStream in) throws IOException {
            harmed = true;
        }
    }

    @Test
    void aCapturedGadgetIsNotRead() {
        Gadget gadget = new Gadget();
        Task<Object> task = () -> gadget.getMessage();
        Throwable error = codec.over(new TestRun(Shape.CALL, task)).error(0);
        assertTrue(codec.number >= 0);
        assertInstanceOf(QuadrigaException.class, error);
        assertTrue(error.getMessage().contains("refused: class="), error.getMessage());
        assertFalse(harmed);
    }

    @Test
    void aCapturedBombDoesNotGoOff() {
        Set<Object> bomb = bomb();
        Task<Object> task = () -> bomb.size();
        Throwable error = codec.over(new TestRun(Shape.CALL, task)).error(0);
        assertInstanceOf(QuadrigaException.class, error);
    }

    /** Takes for ever to compute its hash code. */
    private static Set<Object> bomb() {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>(List.of("x"));
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        return root;
    }

    /** Is one byte when written and a gibibyte when read. */
    @Test
    void anArrayThatIsLongerThanItsFrameIsRefused() throws Throwable {
        List<Object> list = new ArrayList<>(List.of(1));
        Task<Object> task = () -> list.size();
        byte[] frame = codec.encode(new TestRun(Shape.CALL, task)).toByteArray();
        int refused = 0;
        for (int at = 3; at < frame.length - 4; at++) {
            byte[] bent = frame.clone();
            bent[at] = 0x3F; // the high byte of some length, now and then
            bent[at + 1] = (byte) 0xFF;
            refused += isRefused(bent) ? 1 : 0;
        }
        assertTrue(refused > 10, "refused=" + refused);
    }

    private boolean isRefused(byte[] frame) throws Throwable {
        try {
            call(frame);
            return false;
        } catch (QuadrigaException refused) {
            return true;
        }
    }

    @Test
    void capturesOfOtherTypesFailTheCallAlone() throws Throwable {
        int x = 3;
        define(0, LambdaBody.of(partsOf((Task<Integer>) () -> x + 1)));
        for (Object wrong : new Object[] {"text", 5L, List.of()}) {
            FrameBuffer frame = new FrameBuffer(16);
            frame.write(RunEncoder.NUMBERED);
            frame.write(0);
            worker.values().write(wrong, frame);
            assertThrows(ClassCastException.class, () -> call(frame.toByteArray()));
        }
        assertThrows(QuadrigaException.class, () -> call(callOf(0)));
    }

    // ---- runs

    @Test
    void aNumberOfInputsThatCannotBeIsRefused() {
        for (int inputs : new int[] {0, 2, 1 << 20, Integer.MAX_VALUE}) {
            FrameBuffer frame = new FrameBuffer(16);
            frame.write(Shapes.code(Shape.APPLY) | RunEncoder.MANY);
            Values.writeNumber(inputs, frame);
            frame.write(1);
            assertThrows(QuadrigaException.class, () -> call(frame.toByteArray()));
        }
    }

    @Test
    void aTaskOfAnotherShapeIsRefused() {
        FrameBuffer frame = new FrameBuffer(16);
        frame.write(Shapes.code(Shape.CALL));
        worker.values().write("no task", frame);
        assertThrows(QuadrigaException.class, () -> call(frame.toByteArray()));
    }

    @Test
    void everyTruncationIsRefused() throws Throwable {
        for (byte[] frame : samples()) {
            for (int length = 0; length < frame.length; length++) {
                byte[] part = Arrays.copyOf(frame, length);
                assertThrows(QuadrigaException.class, () -> readAll(part), "length=" + length);
            }
        }
    }

    @Test
    void noMutationHarmsTheWorker() throws Throwable {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> samples = samples();
        int survived = 0;
        for (int i = 0; i < 12_000; i++) {
            byte[] frame = mutated(samples.get(i % samples.size()), random);
            survived += endsWell(frame, "seed=" + seed + ", round=" + i) ? 1 : 0;
        }
        assertTrue(survived < 9_000, "survived=" + survived);
        assertEquals("good", codec.call(good()));
        assertFalse(harmed);
    }

    /** Reads everything; {@code true} if nothing was wrong with it. */
    private boolean endsWell(byte[] frame, String round) throws Throwable {
        try {
            readAll(frame);
            return true;
        } catch (QuadrigaException | ClassCastException | NullPointerException expected) {
            return false;
        } catch (Throwable other) {
            throw new AssertionError(round + ", frame=" + Arrays.toString(frame), other);
        }
    }

    private void readAll(byte[] frame) throws Throwable {
        ReceivedRun run = worker.read(frame, 0, frame.length);
        run.context();
        run.info("cpu", 0);
        for (int i = 0; i < run.size(); i++) {
            run.call(i);
        }
    }

    private List<byte[]> samples() {
        int x = 5;
        String text = "text";
        List<Object> list = List.of("a", Map.of("b", 2));
        double[] array = {1, 2};
        TestRun described = new TestRun(Shape.CALL, (Task<Object>) () -> list.size() + x);
        described.describe(new TaskInfo("cpu", 3, "label", 2, Instant.EPOCH));
        described.carry(Map.of("trace", "4f", "list", (Serializable) list));
        Fn<Object, Object> fn = y -> text + x + y;
        return List.of(
                bytes(new TestRun(Shape.CALL, (Task<Object>) () -> x)),
                bytes(new TestRun(Shape.CALL, (Task<Object>) () -> text + array.length + list)),
                bytes(described),
                bytes(new TestRun(Shape.APPLY, fn, 1, "two", null, 4L, list)),
                bytes(new TestRun(Shape.CALL, new RunCodecTest.Answer(1))));
    }

    private byte[] bytes(TestRun run) {
        return codec.encode(run).toByteArray();
    }

    private static byte[] mutated(byte[] frame, Random random) {
        byte[] bent = Arrays.copyOf(frame, frame.length + (random.nextInt(8) == 0 ? 3 : 0));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bent.length);
            bent[at] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt()
                                    : bent[at] ^ 1 << random.nextInt(8));
        }
        return bent;
    }

    @Test
    void noDefinitionHarmsTheWorker() throws Throwable {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] definition = LambdaBody.of(partsOf(good())).encode(9);
        for (int i = 0; i < 5_000; i++) {
            byte[] bent = mutated(definition, random);
            Functions fresh = new CodecPair().functions;
            try {
                fresh.define(bent, 0, bent.length);
                while (fresh.prepareOne()) {
                    assertFalse(harmed);
                }
            } catch (QuadrigaException expected) {
                assertTrue(expected.getMessage().contains("damaged"), "seed=" + seed);
            }
        }
        assertFalse(harmed);
    }

    // ---- outcomes, in the parent

    @Test
    void noOutcomeHarmsTheParent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> samples = outcomes();
        Outcomes parent = new Outcomes(worker.values(), "", 0);
        for (int i = 0; i < 5_000; i++) {
            byte[] bent = mutated(samples.get(i % samples.size()), random);
            TestRun run = new TestRun(Shape.CALL, good());
            try {
                parent.report(new FrameReader(bent, 0, bent.length), run, 0);
            } catch (QuadrigaException damaged) {
                assertTrue(damaged.getMessage().contains("damaged"), "seed=" + seed);
            }
        }
    }

    private List<byte[]> outcomes() {
        Outcomes outcomes = new Outcomes(worker.values(), "cpu-1", 4711);
        List<byte[]> all = new ArrayList<>();
        for (Object value : new Object[] {1, "text", List.of("a", "b"), new int[] {1, 2, 3}}) {
            FrameBuffer frame = new FrameBuffer(16);
            outcomes.writeValue(value, frame);
            all.add(frame.toByteArray());
        }
        FrameBuffer failure = new FrameBuffer(16);
        outcomes.writeFailure(new IOException("no"), failure);
        all.add(failure.toByteArray());
        return all;
    }

    @Test
    void randomBytesAreRefused() throws Throwable {
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            byte[] frame = new byte[random.nextInt(40)];
            random.nextBytes(frame);
            endsWell(frame, "round=" + i);
        }
    }
}
