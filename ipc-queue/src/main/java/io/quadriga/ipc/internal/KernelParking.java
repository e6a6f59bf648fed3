package io.quadriga.ipc.internal;

/** Sleeps in the kernel; an interrupt wakes the sleeper. */
final class KernelParking implements Parking {

    private final Kernel kernel;
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
    public void wake(Memory memory, long word, int most) {
        kernel.wake(memory.address(word), most);
    }
}
