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
    public void sleep(Memory memory, long word, int value, long nanos) {
        InterruptHook hook = hooks.get();
        hook.enter(memory, word);
        try {
            if (!Thread.currentThread().isInterrupted()) {
                kernel.sleep(memory.address(word), value, nanos);
            }
        } finally {
            hook.leave();
        }
    }

    @Override
    public void sleepAtAny(List<Gate> gates, long nanos) {
        if (!kernel.canSleepAtAny(gates.size())) {
            portable.sleepAtAny(gates, nanos);
            return;
        }
        long[] addresses =
                gates.stream().mapToLong(gate -> gate.memory().address(gate.word())).toArray();
        InterruptHook hook = hooks.get();
        hook.enter(gates.getFirst().memory(), gates.getFirst().word());
        try {
            if (!Thread.currentThread().isInterrupted()) {
                kernel.sleepAtAny(addresses, 1, nanos);
            }
        } finally {
            hook.leave();
        }
    }

    @Override
    public void wake(Memory memory, long word, int most) {
        kernel.wake(memory.address(word), most);
    }
}
