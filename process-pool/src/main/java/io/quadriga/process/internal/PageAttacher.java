package io.quadriga.process.internal;

import java.io.IOException;

/** Maps the page of a worker beside its tasks: what that loads takes longer than a small task. */
final class PageAttacher extends Thread {

    private final WorkerVoice voice;
    private final String file;

    PageAttacher(WorkerVoice voice, String file) {
        super(null, null, "quadriga-page", 0, false);
        this.voice = voice;
        this.file = file;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            voice.setPage(WorkerPage.map(file));
        } catch (IOException impossible) {
            StandardStreams.err("no page, one task at a time: file=".concat(file));
        }
    }
}
