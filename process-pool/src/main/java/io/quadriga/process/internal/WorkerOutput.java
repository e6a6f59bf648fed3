package io.quadriga.process.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what one worker prints and hands it on line by line, in a thread of its own. A line longer
 * than 8 KiB comes in pieces; the last lines are kept. What the JVM itself says about its end is
 * understood, and not handed on where nobody else would.
 */
final class WorkerOutput implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerOutput.class);

    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LINES_KEPT = 20;
    private static final int CHARS_KEPT = 400; // of each line
    private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";

    private final InputStream from;
    private final Consumer<String> sink;
    private final String exitMark;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Deque<String> kept = new ArrayDeque<>(); // lock: kept
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    private volatile boolean saidExit;
    private volatile boolean saidOutOfMemory;

    WorkerOutput(long pid, InputStream from, Consumer<String> sink) {
        this.from = from;
        this.sink = sink;
        this.exitMark = "[" + pid + "][gc,exit";
    }

    /** Whether the JVM ended by its own doing: a return, an exit or a halt. */
    boolean saidExit() {
        return saidExit;
    }

    boolean saidOutOfMemory() {
        return saidOutOfMemory;
    }

    List<String> lastLines() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    /** Waits until everything is read; a process that inherited the stream may hold it open. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        byte[] chunk = new byte[LONGEST_LINE];
        try {
            int count = from.read(chunk);
            while (count >= 0) {
                take(chunk, count);
                count = from.read(chunk);
            }
        } catch (IOException closed) {
            LOG.debug("output of a worker ended", closed);
        } finally {
            if (length > 0) {
                endLine();
            }
            ended.countDown();
        }
    }

    private void take(byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            byte each = chunk[i];
            if (each == '\n') {
                endLine();
            } else {
                if (length == LONGEST_LINE) {
                    endLine();
                }
                line[length++] = each;
            }
        }
    }

    private void endLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        String text = new String(line, 0, end, StandardCharsets.UTF_8);
        int exit = text.indexOf(exitMark);
        if (exit >= 0) {
            saidExit = true;
            text = text.substring(0, exit); // what a task printed last, without an end of line
            if (text.isEmpty()) {
                return;
            }
        }
        if (text.startsWith(OUT_OF_MEMORY)) {
            saidOutOfMemory = true;
        }
        keep(text);
        handOn(text);
    }

    private void keep(String text) {
        synchronized (kept) {
            if (kept.size() == LINES_KEPT) {
                kept.removeFirst();
            }
            kept.addLast(text.length() > CHARS_KEPT ? text.substring(0, CHARS_KEPT) : text);
        }
    }

    /** The pipe must be read to its end, whatever a sink does. */
    private void handOn(String text) {
        try {
            sink.accept(text);
        } catch (RuntimeException | Error broken) {
            complain(broken);
        }
    }

    private static void complain(Throwable broken) {
        try {
            LOG.error("a line of a worker was lost: the log refused it", broken);
        } catch (RuntimeException | Error again) {
            // the same log: nobody can be told
        }
    }
}
