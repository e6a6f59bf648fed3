package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Fn;
import io.quadriga.QuadrigaException;
import io.quadriga.spi.FrameBuffer;
import io.quadriga.spi.Run.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values that are too long for a frame. */
@Timeout(20)
class PayloadsTest {

    private static final int THRESHOLD = 1000;

    private final Shelf shelf = new Shelf();

    private final CodecPair codec = new CodecPair(shelf);

    /** Keeps payloads in this process. */
    private static final class Shelf implements Payloads {

        private final Map<Long, byte[]> kept = new HashMap<>();

        private long last;

        @Override
        public int threshold() {
            return THRESHOLD;
        }

        @Override
        public long put(byte[] bytes, int offset, int length) {
            kept.put(++last, Arrays.copyOfRange(bytes, offset, offset + length));
            return last;
        }

        @Override
        public ByteBuffer get(long ticket, int length) {
            byte[] bytes = kept.get(ticket);
            if (bytes == null || bytes.length != length) {
                throw new QuadrigaException("no payload: ticket=" + ticket);
            }
            return ByteBuffer.wrap(bytes);
        }

        @Override
        public void release(long ticket) {
            kept.remove(ticket);
        }
    }

    private static final Fn<Object, Object> SAME = value -> value;

    @Test
    void aLongArrayTravelsAsidePlainlyThereAndBack() throws Throwable {
        byte[] array = new byte[5000];
        Arrays.fill(array, (byte) 7);
        TestRun run = new TestRun(Shape.APPLY, SAME, (Object) array);
        assertTrue(codec.encode(run).size() < 20);
        assertArrayEquals(array, shelf.kept.get(1L));
        shelf.kept.clear();
        assertArrayEquals(array, (byte[]) codec.over(run).value(0));
        assertEquals(Map.of(), shelf.kept);
    }

    @Test
    void aLongObjectTravelsAside() throws Throwable {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            list.add("element " + i);
        }
        TestRun run = codec.over(new TestRun(Shape.APPLY, SAME, 1, list, "x".repeat(3000)));
        assertEquals(1, run.value(0));
        assertEquals(list, run.value(1));
        assertEquals("x".repeat(3000), run.value(2));
        assertEquals(Map.of(), shelf.kept);
    }

    @Test
    void aSkippedInputIsReleased() throws Throwable {
        TestRun run = new TestRun(Shape.APPLY, SAME, new byte[2000], "last");
        ReceivedRun received = codec.receive(codec.encode(run));
        assertEquals("last", received.call(1));
        assertEquals(Map.of(), shelf.kept);
    }

    @Test
    void aTicketThatNobodyGaveFailsItsInputAlone() throws Throwable {
        TestRun run = new TestRun(Shape.APPLY, SAME, new byte[2000], "last");
        FrameBuffer frame = codec.encode(run);
        shelf.kept.clear();
        ReceivedRun received = codec.receive(frame);
        assertThrows(QuadrigaException.class, () -> received.call(0));
        assertEquals("last", received.call(1));
    }

    @Test
    void withoutPayloadsATicketIsRefused() throws Throwable {
        FrameBuffer frame = codec.encode(new TestRun(Shape.APPLY, SAME, (Object) new byte[2000]));
        CodecPair plain = new CodecPair();
        plain.encode(new TestRun(Shape.APPLY, SAME, 1));
        ReceivedRun received = plain.receive(frame);
        var error = assertThrows(Throwable.class, () -> received.call(0));
        assertInstanceOf(QuadrigaException.class, error);
    }
}
