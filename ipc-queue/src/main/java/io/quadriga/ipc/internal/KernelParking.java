package io.quadriga.ipc.internal;

import java.util.List;

/** Sleeps in the kernel; an interrupt wakes the sleeper. */
final class KernelParking implements Parking {

    private final Kernel kernel;
    private final Parking portable = new PortableParking();
    private final ThreadLocal<InterruptHook> hooks;

    KernelParking(Kernel kernel) {
        this.kernel = kernel;
        hooks = ThreadLocal.withInitial(() -> new InterruptHook(kernel));
    }

    @Override
    public void sleep(IntWord word, int value, long nanos) {
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
        sleep(word, value, nanos);
    }

    @Override
    public void sleepAtAny(List<Gate> gates, long nanos, int round) {
        if (!kernel.canSleepAtAny(gates.size())) {
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
