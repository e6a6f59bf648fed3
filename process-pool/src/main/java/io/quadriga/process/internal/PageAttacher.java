package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Maps the page of a worker beside its tasks: what that loads takes longer than a small task. */
final class PageAttacher extends Thread {

    private final WorkerLoop loop;
    private final String file;

    PageAttacher(WorkerLoop loop, String file) {
        super(null, null, "quadriga-page", 0, false);
        this.loop = loop;
        this.file = file;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            loop.setPage(WorkerPage.map(Path.of(file)));
        } catch (IOException impossible) {
            System.err.println("no page, one task at a time: file=".concat(file));
        }
    }
}
