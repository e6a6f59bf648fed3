package io.quadriga.ipc.internal;

import java.util.List;

/**
 * Sleeps in the kernel; an interrupt wakes the sleeper. While the kernel cannot be called yet,
 * sleeps portably for a moment each time.
 */
final class KernelParking implements Parking {

    private static final long UNREADY_NANOS = 1_000_000;

    private final Kernel kernel;
    private final Parking portable = new PortableParking();
    private final ThreadLocal<InterruptHook> hooks;

    KernelParking(Kernel kernel) {
        this.kernel = kernel;
        boolean _ = kernel.isReady(); // it soon will be
        hooks = ThreadLocal.withInitial(() -> new InterruptHook(kernel));
    }

    @Override
    public void sleep(IntWord word, int value, long nanos) {
        if (!kernel.isReady()) {
            portable.sleep(word, value, Math.min(nanos, UNREADY_NANOS));
            return;
        }
        InterruptHook hook = hooks.get();
        hook.enter(word);
        try {
            if (!Thread.currentThread().isInterrupted()) {
                kernel.sleep(word.address(), value, nanos);
            }
        } finally {
            hook.leave();
        }
    }

    /** The kernel overlooks no wake. */
    @Override
    public void sleepBetweenLooks(IntWord word, int value, long nanos, int round) {
        if (kernel.isReady()) {
            sleep(word, value, nanos);
        } else {
            portable.sleepBetweenLooks(word, value, nanos, round);
        }
    }

    @Override
    public void sleepAtAny(List<Gate> gates, long nanos, int round) {
        if (!kernel.isReady() || !kernel.canSleepAtAny(gates.size())) {
            portable.sleepAtAny(gates, nanos, round);
            return;
        }
        long[] addresses = gates.stream().mapToLong(gate -> gate.word().address()).toArray();
        InterruptHook hook = hooks.get();
        hook.enter(gates.getFirst().word());
        try {
            if (!Thread.currentThread().isInterrupted()) {
                kernel.sleepAtAny(addresses, 1, nanos);
            }
        } finally {
            hook.leave();
        }
    }

    @Override
    public void wake(IntWord word, int most) {
        kernel.wake(word.address(), most);
    }
}
