package io.quadriga.benchmarks;

import static java.util.Objects.requireNonNull;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Aeron over shared memory with the backoff idle strategy. The media driver runs in the process
 * that receives what goes there.
 */
final class AeronWire implements Wire {

    private static final String CHANNEL = "aeron:ipc";
    private static final int TERM_BYTES = 16 << 20;
    private static final int MTU_BYTES = 1408;
    private static final int AT_ONCE = 64;
    private static final long LONGEST_NAP_NANOS = 1_000_000;

    private final IdleStrategy idle = backoff(100, 10);
    private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
    private final byte[] received;
    private final FragmentAssembler assembler =
            new FragmentAssembler((buffer, offset, length, header) -> {
                buffer.getBytes(offset, received(), 0, length);
                tally().add(received());
            });
    private Tally tally = new Tally();
    private final @Nullable MediaDriver driver;
    private final Aeron aeron;
    private @Nullable Publication publication;
    private @Nullable Subscription subscription;

    AeronWire(Side side, Path way, int bytes) throws Exception {
        received = new byte[bytes];
        boolean there = way.toString().endsWith("-there");
        String folder = way.toString().replaceFirst("-(there|back)$", "");
        driver = there && side == Side.RECEIVER ? launch(folder) : null;
        aeron = connect(folder);
        int stream = there ? 1001 : 1002;
        if (side == Side.RECEIVER) {
            subscription = aeron.addSubscription(CHANNEL, stream);
        } else {
            Publication added = aeron.addPublication(CHANNEL, stream);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!added.isConnected()) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("nobody listens: folder=" + folder);
                }
                LockSupport.parkNanos(LONGEST_NAP_NANOS);
            }
            publication = added;
        }
    }

    private static IdleStrategy backoff(long spins, long yields) {
        return new BackoffIdleStrategy(spins, yields, 1_000, LONGEST_NAP_NANOS);
    }

    private static MediaDriver launch(String folder) {
        return MediaDriver.launch(
                new MediaDriver.Context()
                        .aeronDirectoryName(folder)
                        .threadingMode(ThreadingMode.SHARED)
                        .sharedIdleStrategy(backoff(1, 1))
                        .dirDeleteOnShutdown(true)
                        .warnIfDirectoryExists(false)
                        .ipcTermBufferLength(TERM_BYTES)
                        .ipcMtuLength(MTU_BYTES));
    }

    private static Aeron connect(String folder) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(Path.of(folder, "cnc.dat")) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LONGEST_NAP_NANOS);
        }
        return Aeron.connect(new Aeron.Context().aeronDirectoryName(folder));
    }

    private byte[] received() {
        return received;
    }

    private Tally tally() {
        return tally;
    }

    @Override
    public void send(byte[] message) {
        if (source.byteArray() != message) {
            source.wrap(message);
        }
        Publication to = requireNonNull(publication);
        while (to.offer(source, 0, message.length) < 0) {
            idle.idle(0);
        }
        idle.reset();
    }

    @Override
    public void receive(Tally into) {
        tally = into;
        Subscription from = requireNonNull(subscription);
        while (from.poll(assembler, AT_ONCE) == 0) {
            idle.idle(0);
        }
        idle.reset();
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }
}
