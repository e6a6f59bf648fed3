package io.quadriga.internal;

import io.quadriga.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, once, the failure of a future that was collected before anybody looked at it. */
final class UnseenFailure implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Future.class);

    private final String label;
    private final Throwable error;
    private volatile boolean seen;

    private UnseenFailure(String label, Throwable error) {
        this.label = label;
        this.error = error;
    }

    static UnseenFailure watch(BaseFuture<?> future, String label, Throwable error) {
        UnseenFailure unseen = new UnseenFailure(label, error);
        Threads.CLEANER.register(future, unseen);
        return unseen;
    }

    void seen() {
        seen = true;
    }

    @Override
    public void run() {
        if (!seen) {
            LOG.error("failure that nobody looked at: task={}", label, error);
        }
    }
}
