package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.BiFn;
import io.quadriga.Fn;
import io.quadriga.Task;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.Run.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every form of lambda and method reference: by number where that is safe, else as an object. */
@Timeout(20)
class LambdaFormsTest {

    private static int ran;

    private final CodecPair codec = new CodecPair();

    private @Nullable Object byNumber(Task<?> task) throws Throwable {
        Object value = codec.call(task);
        assertTrue(codec.number >= 0, "went as an object");
        return value;
    }

    private @Nullable Object asObject(Task<?> task) throws Throwable {
        Object value = codec.call(task);
        assertEquals(FunctionTable.NONE, codec.number);
        return value;
    }

    private <A, R> @Nullable Object byNumber(Fn<A, R> fn, A input) throws Throwable {
        Object value = codec.over(new TestRun(Shape.APPLY, fn, input)).value(0);
        assertTrue(codec.number >= 0, "went as an object");
        return value;
    }

    private <A, R> @Nullable Object asObject(Fn<A, R> fn, A input) throws Throwable {
        Object value = codec.over(new TestRun(Shape.APPLY, fn, input)).value(0);
        assertEquals(FunctionTable.NONE, codec.number);
        return value;
    }

    private <A, B, R> @Nullable Object byNumber(BiFn<A, B, R> fn, A first, B second)
            throws Throwable {
        Map.Entry<A, B> pair = Map.entry(first, second);
        Object value = codec.over(new TestRun(Shape.APPLY_PAIR, fn, pair)).value(0);
        assertTrue(codec.number >= 0, "went as an object");
        return value;
    }

    // ---- bodies that are private static methods

    @Test
    void withoutCaptures() throws Throwable {
        assertEquals(7, byNumber(() -> 7));
        assertNull(byNumber(() -> null));
    }

    @Test
    void withAnIntCaptured() throws Throwable {
        int x = 9;
        assertEquals(81, byNumber(() -> x * x));
    }

    @Test
    void withEveryPrimitiveTypeCaptured() throws Throwable {
        boolean a = true;
        byte b = -2;
        short c = -300;
        char d = 'ü';
        int e = 70_000;
        long f = 1L << 40;
        float g = 1.5f;
        double h = -0.25;
        assertEquals(
                List.of(a, b, c, d, e, f, g, h), byNumber(() -> List.of(a, b, c, d, e, f, g, h)));
        assertEquals(f + h, byNumber(() -> f + h));
    }

    @Test
    void withObjectsCaptured() throws Throwable {
        String text = "Grüße, 世界";
        List<Integer> list = List.of(1, 2);
        int[] array = {3, 4};
        String none = null;
        assertEquals(
                text + list + 7 + none, byNumber(() -> text + list + (array[0] + array[1]) + none));
    }

    @Test
    void whatSeveralCapturesLeadToIsOneObject() throws Throwable {
        List<Object> inner = new ArrayList<>();
        List<Object> outer = new ArrayList<>(List.of(inner));
        int[] array = {1};
        int[] alias = array;
        assertEquals(true, byNumber(() -> outer.get(0) == inner && array == alias));
    }

    @Test
    void withMoreCapturesThanAByteCounts() throws Throwable {
        int a = 1;
        long b = 2;
        double c = 3;
        String d = "4";
        assertEquals(
                "1 2 3.0 4 1 2 3.0 4", byNumber(() -> join(a, b, c, d) + ' ' + join(a, b, c, d)));
    }

    private static String join(int a, long b, double c, String d) {
        return a + " " + b + " " + c + " " + d;
    }

    @Test
    void withAnArgument() throws Throwable {
        int x = 3;
        assertEquals(12, byNumber((Integer y) -> x * y, 4));
        assertEquals("a!", byNumber(s -> s + "!", "a"));
    }

    @Test
    void withTwoArguments() throws Throwable {
        long base = 100;
        assertEquals(106.5, byNumber((Long x, Double y) -> base + x + y, 6L, 0.5));
    }

    @Test
    void withTypeVariables() throws Throwable {
        assertEquals(List.of("x", "x"), byNumber(twice(), "x"));
    }

    private static <T extends Comparable<T>> Fn<T, List<T>> twice() {
        return value -> List.of(value, value);
    }

    @Test
    void aConstructorOfArrays() throws Throwable {
        assertArrayEquals(new int[5], (int[]) byNumber(int[]::new, 5));
        assertArrayEquals(new String[2], (String[]) byNumber(String[]::new, 2));
    }

    @Test
    void aMethodWithVariableArguments() throws Throwable {
        Fn<String, List<String>> list = Arrays::asList;
        assertEquals(List.of("a"), byNumber(list, "a"));
    }

    @Test
    void aRunnableWithoutResult() throws Throwable {
        int more = 5;
        Action action = () -> ran += more;
        int before = ran;
        TestRun run = codec.over(new TestRun(Shape.RUN, action));
        assertNull(run.value(0));
        assertTrue(codec.number >= 0);
        assertEquals(before + 5, ran);
    }

    @Test
    void aCallableWhoseBodyIsAnActionsToo() throws Throwable {
        Task<Object> task =
                () -> {
                    throw new IOException("checked");
                };
        IOException error = assertThrows(IOException.class, () -> byNumber(task));
        assertEquals("checked", error.getMessage());
    }

    @Test
    void aCastToSerializable() throws Throwable {
        Callable<Integer> task = (Callable<Integer> & Serializable) () -> 11;
        assertEquals(11, codec.call(task));
        assertTrue(codec.number >= 0);
    }

    /** The same method, in an interface of the user's own. */
    interface Rule extends Fn<Integer, Boolean> {}

    @Test
    void anInterfaceThatExtendsOurs() throws Throwable {
        Rule rule = x -> x > 3;
        assertEquals(true, byNumber(rule, 4));
    }

    @Test
    void aLambdaInALambda() throws Throwable {
        Task<Task<Integer>> task =
                () -> {
                    int x = 4;
                    return () -> x + 1;
                };
        Task<?> inner = (Task<?>) byNumber(task);
        assertEquals(5, byNumber(inner));
    }

    private static final Task<String> OF_INITIALIZER = () -> "static";

    private final Task<String> ofConstructor = () -> "new";

    @Test
    void lambdasOfInitializersAndConstructors() throws Throwable {
        assertEquals("static", byNumber(OF_INITIALIZER));
        assertEquals("new", byNumber(ofConstructor));
    }

    enum Colour {
        RED;

        Task<String> task() {
            return () -> "enum";
        }

        Task<String> named() {
            return () -> name();
        }
    }

    record Point(int x, int y) implements Serializable {
        Task<Integer> sum() {
            return () -> x + y;
        }
    }

    @Test
    void lambdasOfEnumsAndRecords() throws Throwable {
        assertEquals("enum", byNumber(Colour.RED.task()));
        assertEquals("RED", byNumber(Colour.RED.named()));
        assertEquals(7, byNumber(new Point(3, 4).sum()));
    }

    @Test
    void aLambdaOfALocalClassThatCapturesItsVariables() throws Throwable {
        int outer = 40;
        class Local implements Serializable {
            private static final long serialVersionUID = 1L;

            Task<Integer> task(int more) {
                return () -> outer + more;
            }
        }
        assertEquals(42, byNumber(new Local().task(2)));
    }

    // ---- bodies that are private instance methods

    /** Captures itself. */
    static class Counter implements Serializable {
        private static final long serialVersionUID = 1L;

        final int base;

        Counter(int base) {
            this.base = base;
        }

        Task<Integer> next() {
            return () -> base + 1;
        }

        Fn<Long, Long> plus(long more) {
            return x -> base + more + x;
        }

        private int secret() {
            return -base;
        }

        Task<Integer> bound() {
            return this::secret;
        }

        @Override
        public String toString() {
            return "counter " + base;
        }
    }

    static final class Louder extends Counter {
        private static final long serialVersionUID = 1L;

        Louder(int base) {
            super(base);
        }

        Task<String> quiet() {
            return super::toString;
        }

        @Override
        public String toString() {
            return "COUNTER";
        }
    }

    @Test
    void withThisCaptured() throws Throwable {
        assertEquals(5, byNumber(new Counter(4).next()));
        assertEquals(111L, byNumber(new Counter(1).plus(10), 100L));
        assertEquals(8, byNumber(new Louder(7).next()));
    }

    @Test
    void aMethodOfTheSuperclass() throws Throwable {
        assertEquals("counter 7", byNumber(new Louder(7).quiet()));
    }

    // ---- lambdas in interfaces

    /** Has lambdas. */
    interface Shapes extends Serializable {
        int side();

        static Task<String> name() {
            return () -> "shapes";
        }

        default Fn<Integer, Integer> times() {
            return n -> n * side();
        }

        Task<Integer> CONSTANT = () -> 12;
    }

    record Square(int side) implements Shapes {}

    @Test
    void inAnInterface() throws Throwable {
        assertEquals("shapes", byNumber(Shapes.name()));
        assertEquals(12, byNumber(Shapes.CONSTANT));
    }

    @Test
    void inAnInterfaceWithThisCaptured() throws Throwable {
        assertEquals(15, byNumber(new Square(5).times(), 3));
    }

    // ---- method references: not provably bodies of lambdas

    private static int half(int x) {
        return x / 2;
    }

    @Test
    void aMethodOfTheUsersOwn() throws Throwable {
        assertEquals(4, asObject(LambdaFormsTest::half, 8));
        assertEquals(-3, asObject(new Counter(3).bound()));
        assertEquals(new Point(1, 2).x(), asObject(Point::x, new Point(1, 2)));
    }

    @Test
    void aMethodOfTheJdk() throws Throwable {
        assertEquals(3, asObject(Math::abs, -3));
        assertEquals(2, asObject(String::length, "ab"));
        assertEquals(4, asObject("four"::length));
        assertEquals(List.of(), asObject(ArrayList::new));
        assertInstanceOf(StringBuilder.class, asObject(StringBuilder::new, "x"));
    }

    @Test
    void aConstructorOfTheUsersOwn() throws Throwable {
        Fn<Integer, Counter> make = Counter::new;
        assertEquals(6, ((Counter) asObject(make, 6)).base);
    }

    @Test
    void aLambdaOfTheJdkAsArgument() throws Throwable {
        Task<Integer> task = () -> 1;
        assertEquals(1, byNumber(task));
        Object comparator = byNumber((Object c) -> c, Map.Entry.<String, Integer>comparingByKey());
        assertInstanceOf(java.util.Comparator.class, comparator);
    }

    // ---- lambdas that need their object

    @Test
    void aCapturedLambda() throws Throwable {
        Task<Integer> inner = () -> 20;
        assertEquals(21, asObject(() -> inner.call() + 1));
    }

    /** Its method is another one than what is called. */
    interface Doubling extends Task<Integer> {
        int single();

        @Override
        default Integer call() {
            return 2 * single();
        }
    }

    @Test
    void anInterfaceThatCallsItsLambdaByAnotherMethod() throws Throwable {
        Doubling doubling = () -> 21;
        assertEquals(42, asObject(doubling));
    }

    /** Takes more than what is called passes. */
    interface Narrow extends Fn<Object, Object> {
        Object apply(String text);

        @Override
        default Object apply(Object argument) {
            return apply("<" + argument + ">");
        }
    }

    @Test
    void anInterfaceThatOverloadsTheMethod() throws Throwable {
        Narrow narrow = text -> text + text.length();
        assertEquals("<1>3", asObject(narrow, (Object) 1));
    }

    /** Can be called in two ways. */
    interface Both extends Task<String>, Action {
        @Override
        default void run() {
            ran = -1;
        }
    }

    @Test
    void anObjectThatIsCalledInAnotherWayThanItsLambda() throws Throwable {
        Both both = () -> "called";
        TestRun run = codec.over(new TestRun(Shape.RUN, both));
        assertNull(run.value(0));
        assertEquals(-1, ran);
        assertEquals("called", byNumber(both));
    }

    // ---- what the compiler names alike

    private static Task<Integer> task$1f() {
        return () -> 1;
    }

    @Test
    void aMethodWithADollarInItsName() throws Throwable {
        assertEquals(1, byNumber(task$1f()));
    }

    // ---- what cannot travel

    @Test
    void aCaptureThatCannotBeSentIsNamed() {
        Object lock = new Object();
        Task<Integer> task = () -> lock.hashCode();
        var error = assertThrows(TaskNotSerializableException.class, () -> codec.call(task));
        assertTrue(error.getMessage().contains("path=task.lock"), error.getMessage());
    }

    @Test
    void anInputOfTheWrongTypeIsTheTasksOwnFailure() throws Throwable {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Fn<Object, Object> fn = (Fn) (Fn<Integer, Integer>) x -> x + 1;
        TestRun run = codec.over(new TestRun(Shape.APPLY, fn, "text", 2));
        assertInstanceOf(ClassCastException.class, run.error(0));
        assertEquals(3, run.value(1));
    }

    // ---- numbers

    @Test
    void aLambdaHasOneNumberForAllItsObjects() throws Throwable {
        byNumber(square(1));
        int number = codec.number;
        byNumber(() -> 1);
        byNumber(square(2));
        assertEquals(number, codec.number);
        assertEquals(2, codec.table.size());
    }

    private static Task<Integer> square(int x) {
        return () -> x * x;
    }

    @Test
    void aChunkCarriesItsCapturesOnce() throws Throwable {
        String text = "x".repeat(1000);
        Fn<Integer, Integer> fn = i -> i + text.length();
        TestRun run = new TestRun(Shape.APPLY, fn, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertTrue(codec.encode(run).size() < 1100);
        codec.over(run);
        assertEquals(1010, run.value(9));
        assertSame(null, run.error(0));
    }

    @Test
    void aLambdaOfAFewCapturesTakesAFewBytes() throws Throwable {
        assertTrue(codec.encode(new TestRun(Shape.CALL, square(7))).size() <= 8);
    }
}
