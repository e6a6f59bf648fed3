package io.quadriga.ipc.internal;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code Thread.interrupt} wake a thread that sleeps in the kernel. It is a selector only to
 * the JDK, whose {@code AbstractSelector.begin} is the public way to be told of an interrupt.
 *
 * <p>An interrupt that comes between the last look at the flag and the sleep wakes nobody; the
 * sleep is bounded, and the slice ends it.
 */
final class InterruptHook extends AbstractSelector {

    private final Kernel kernel;
    private volatile @Nullable IntWord word; // null: does not sleep

    InterruptHook(Kernel kernel) {
        super(SelectorProvider.provider());
        this.kernel = kernel;
    }

    void enter(IntWord sleepsOn) {
        word = sleepsOn;
        begin();
    }

    void leave() {
        end();
        word = null;
    }

    /** Called by the thread that interrupts. Others who sleep on the word wake for nothing. */
    @Override
    public Selector wakeup() {
        IntWord asleep = word;
        if (asleep != null) {
            kernel.wake(asleep.address(), Integer.MAX_VALUE);
        }
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
            AbstractSelectableChannel channel, int operations, @Nullable Object attachment) {
        throw new UnsupportedOperationException("registers nothing: channel=" + channel);
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        return 0;
    }

    @Override
    public int select(long timeout) {
        return 0;
    }

    @Override
    public int select() {
        return 0;
    }
}
