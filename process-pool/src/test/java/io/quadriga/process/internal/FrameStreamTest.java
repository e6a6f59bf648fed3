package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.spi.FrameBuffer;
import java.io.ByteArrayInputStream;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cuts a stream into frames, wherever the reads end. */
@Timeout(20)
class FrameStreamTest {

    private static byte[] frames() {
        FrameBuffer out = new FrameBuffer(64);
        int first = Frames.begin(out, Frames.SKIPPED);
        out.putInt(5);
        Frames.end(out, first);
        int second = Frames.begin(out, Frames.OUTCOMES);
        out.putInt(6);
        out.write(new byte[] {1, 2, 3}, 0, 3);
        Frames.end(out, second);
        return out.toByteArray();
    }

    private static FrameStream of(byte[] bytes) {
        return new FrameStream(new ByteArrayInputStream(bytes), 8);
    }

    @Test
    void aFrameIsThereWhenAllOfItIs() throws Exception {
        FrameStream stream = of(frames());

        while (!stream.next()) {
            assertTrue(stream.fill());
        }
        assertEquals(Frames.SKIPPED, stream.type());
        assertEquals(5, stream.getInt());
        while (!stream.next()) {
            assertTrue(stream.fill());
        }
        assertEquals(Frames.OUTCOMES, stream.type());
        assertEquals(6, stream.getInt());
        assertArrayEquals(new byte[] {1, 2, 3}, stream.rest());
        assertFalse(stream.next());
        assertFalse(stream.nextCut());
        assertFalse(stream.fill());
    }

    /** What a worker leaves that dies after it has made a frame longer, and before the rest. */
    @Test
    void aFrameWhoseEndNeverComesHasWhatCame() throws Exception {
        byte[] all = frames();
        FrameStream stream = of(new byte[0]);
        stream.append(Arrays.copyOf(all, all.length - 1));

        assertTrue(stream.next());
        assertFalse(stream.next());
        assertTrue(stream.nextCut());
        assertEquals(Frames.OUTCOMES, stream.type());
        assertEquals(6, stream.getInt());
        assertArrayEquals(new byte[] {1, 2}, stream.rest());
        assertFalse(stream.nextCut());
    }

    @Test
    void aLengthThatNoFrameHasIsRefused() {
        FrameStream stream = of(new byte[0]);
        stream.append(new byte[] {0, 0, 0, 0, Frames.SKIPPED});

        assertThrows(StreamCorruptedException.class, stream::next);
    }
}
