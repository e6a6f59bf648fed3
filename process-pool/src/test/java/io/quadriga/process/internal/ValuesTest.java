package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.QuadrigaException;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.spi.Filters;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Limits;
import io.quadriga.spi.Serializer;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values one behind the other. */
@Timeout(20)
class ValuesTest {

    private final Values values =
            new Values(Serializer.standard(Filters.classPath(Limits.standard())), Payloads.NONE);

    private final FrameBuffer out = new FrameBuffer(0);

    private FrameReader written() {
        return new FrameReader(out.array(), 0, out.size());
    }

    static List<@Nullable Object> all() {
        return Arrays.asList(
                null,
                true,
                false,
                Byte.MIN_VALUE,
                Short.MIN_VALUE,
                Character.MAX_VALUE,
                0,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1L << 32,
                Float.NaN,
                -0.0f,
                Double.MIN_VALUE,
                Double.NEGATIVE_INFINITY,
                -0.0,
                "",
                "plain",
                "ÿ latin",
                "Ā not latin",
                "\uD800 half a pair",
                "x".repeat(127),
                "x".repeat(128),
                "x".repeat(1024),
                "x".repeat(1025),
                Duration.ofDays(1),
                new BigInteger("123456789012345678901234567890"),
                List.of("a", 1),
                Thread.State.NEW);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aValueComesBackEqualAndOfItsType(@Nullable Object value) {
        values.write(value, out);
        values.write("end", out);
        FrameReader in = written();
        Object back = values.read(in);
        assertEquals(value, back);
        assertEquals("end", values.read(in));
        assertEquals(0, in.remaining());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aValueThatIsSkippedEndsWhereItEnds(@Nullable Object value) {
        values.write(value, out);
        values.writeGroup(new @Nullable Object[] {value, new int[2], value, List.of()}, out);
        values.write("end", out);
        FrameReader in = written();
        values.skip(in, 5);
        assertEquals("end", values.read(in));
    }

    @Test
    void arraysAndBuffersComeBack() {
        values.write(new byte[] {1, -2}, out);
        values.write(new double[] {0.5}, out);
        values.write(ByteBuffer.wrap(new byte[] {7, 8, 9}).position(1), out);
        values.write(new String[][] {{"a"}, {}}, out);
        FrameReader in = written();
        assertArrayEquals(new byte[] {1, -2}, (byte[]) values.read(in));
        assertArrayEquals(new double[] {0.5}, (double[]) values.read(in));
        assertEquals(ByteBuffer.wrap(new byte[] {8, 9}), values.read(in));
        assertArrayEquals(new String[][] {{"a"}, {}}, (String[][]) values.read(in));
    }

    @Test
    void aGroupKeepsWhatIsSharedInIt() {
        List<Object> inner = new ArrayList<>();
        List<Object> outer = new ArrayList<>(List.of(inner));
        @Nullable Object[] group = {1, outer, "x", inner, null, inner};
        values.writeGroup(group, out);
        @Nullable Object[] back = new Object[8];
        values.readGroup(written(), back, 1, 6);
        assertEquals(Arrays.asList(group), Arrays.asList(back).subList(1, 7));
        assertSame(((List<?>) back[2]).get(0), back[4]);
        assertSame(back[4], back[6]);
    }

    @Test
    void aValueThatCannotBeSentLeavesNothing() {
        values.write(1, out);
        int before = out.size();
        List<Object> bad = List.of(new Object());
        assertThrows(TaskNotSerializableException.class, () -> values.write(bad, out));
        @Nullable Object[] group = {1, new int[1], bad};
        assertThrows(TaskNotSerializableException.class, () -> values.writeGroup(group, out));
        @Nullable Object[] alone = {1, bad};
        assertThrows(TaskNotSerializableException.class, () -> values.writeGroup(alone, out));
        assertEquals(before, out.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 1 << 28, Integer.MAX_VALUE})
    void aNumberComesBack(int number) {
        Values.writeNumber(number, out);
        FrameReader in = written();
        assertEquals(number, in.readNumber());
        assertEquals(0, in.remaining());
    }

    @Test
    void aNumberThatIsTooLargeIsRefused() {
        byte[] tooLarge = {-1, -1, -1, -1, 8};
        FrameReader in = new FrameReader(tooLarge, 0, tooLarge.length);
        assertThrows(QuadrigaException.class, in::readNumber);
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        FrameReader longer = new FrameReader(endless, 0, endless.length);
        assertThrows(QuadrigaException.class, longer::readNumber);
    }

    @Test
    void smallThingsTakeFewBytes() {
        values.write(7, out);
        assertEquals(5, out.size());
        values.write("abc", out);
        assertEquals(10, out.size());
        assertTrue(values.serializer() != null);
    }
}
