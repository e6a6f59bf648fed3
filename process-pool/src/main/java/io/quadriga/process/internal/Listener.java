package io.quadriga.process.internal;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.concurrent.locks.LockSupport;

/** Reads the pipe of a worker in place of its task thread, while that is in a long body. */
final class Listener implements Runnable {

    private final Inbox inbox;
    private volatile boolean asked;
    private final Thread thread = new Thread(null, this, "quadriga-listener", 0, false);

    Listener(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Called by the watcher, again and again if need be. */
    void listen() {
        asked = true;
        if (thread.getState() == Thread.State.NEW) { // few bodies are long
            thread.setDaemon(true);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        try {
            boolean open = true;
            while (open) {
                while (!asked) {
                    LockSupport.park(this);
                }
                asked = false;
                open = !inbox.tryTakeOver() || inbox.listen();
            }
        } catch (StreamCorruptedException damage) {
            inbox.drop();
            OrphanGuard.parentUnreadable(damage);
        } catch (IOException parentGone) {
            // as at the end of the pipe
        }
        OrphanGuard.parentGone();
    }
}
