package io.quadriga.coroutine.internal;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of this process: which one, why, and how to get the other. */
abstract sealed class Engines {

    /** {@code loop} makes the lack of the fast engine an error, {@code baton} does without it. */
    static final String PROPERTY = "io.quadriga.coroutine.engine";

    static final String LOOP = "loop";
    static final String BATON = "baton";

    /** The JDKs on which the fast engine was tested. */
    private static final int TESTED_FROM = 25;

    private static final int TESTED_TO = 25;

    private static final long SELF_TEST_SECONDS = 20;
    private static final int SELF_TEST_COROUTINES = 3;

    private final String id;

    private Engines(String id) {
        this.id = id;
    }

    /** The id: {@link #LOOP} or {@link #BATON}. */
    final String id() {
        return id;
    }

    /** Makes the engine of a loop. */
    abstract Engine open(Turns turns);

    /** Makes a virtual thread that no loop has anything to do with, whoever asks. */
    abstract Thread ordinaryThread(String name, Runnable body);

    /**
     * The one of this process, chosen at the first use.
     *
     * @throws IllegalStateException if the one that was asked for cannot run
     * @throws IllegalArgumentException if what was asked for is none
     */
    static Engines ofThisProcess() {
        if (Choice.REFUSAL != null) {
            throw Choice.REFUSAL;
        }
        return requireNonNull(Choice.MADE);
    }

    private static final class Choice {
        private static final @Nullable Engines MADE;
        private static final @Nullable RuntimeException REFUSAL;

        static {
            Engines made = null;
            RuntimeException refusal = null;
            try {
                made =
                        choose(
                                Runtime.version().feature(),
                                System.getProperty(PROPERTY, ""),
                                Openings.arePresent() ? Openings::find : null);
            } catch (IllegalStateException | IllegalArgumentException refused) {
                refusal = refused;
            }
            MADE = made;
            REFUSAL = refusal;
        }

        private Choice() {}
    }

    /**
     * Chooses, and says so in the log.
     *
     * @param feature the version of the JDK
     * @param wanted what was asked for; empty for either
     * @param openings finds what the fast engine needs; null if it was not opened
     */
    static Engines choose(int feature, String wanted, @Nullable Callable<Openings> openings) {
        if (!wanted.isEmpty() && !wanted.equals(LOOP) && !wanted.equals(BATON)) {
            throw new IllegalArgumentException(
                    "unknown engine: " + PROPERTY + "=" + wanted + "; use loop or baton");
        }
        if (wanted.equals(BATON)) {
            return new Public("asked for by -D" + PROPERTY + "=" + BATON);
        }
        Fast fast = new Fast();
        Optional<String> obstacle = fast.prepare(feature, openings);
        if (obstacle.isEmpty()) {
            fast.say();
            return fast;
        }
        if (wanted.equals(LOOP)) {
            throw new IllegalStateException(
                    "engine cannot run: " + PROPERTY + "=" + LOOP + ", " + obstacle.get());
        }
        return new Public(obstacle.get());
    }

    /** {@link FastEngine}. */
    private static final class Fast extends Engines {

        private static final Logger log = LoggerFactory.getLogger(Engines.class);

        private @Nullable Openings openings;

        Fast() {
            super(LOOP);
        }

        /** What keeps it from running here; empty if nothing does. */
        Optional<String> prepare(int feature, @Nullable Callable<Openings> finder) {
            if (finder == null) {
                return Optional.of(
                        "java.base is not opened; start the program with "
                                + Openings.FLAGS
                                + ", or write "
                                + Openings.MANIFEST
                                + " into the manifest of the jar that is started");
            }
            if (feature < TESTED_FROM || feature > TESTED_TO) {
                return Optional.of(
                        "not tested on this JDK: feature="
                                + feature
                                + ", tested="
                                + TESTED_FROM
                                + " to "
                                + TESTED_TO
                                + "; use a newer Quadriga or that JDK");
            }
            try {
                openings = finder.call();
                keepPollersOut();
                test();
                return Optional.empty();
            } catch (Throwable failed) {
                log.warn("self-test of the fast engine failed", failed);
                return Optional.of("its self-test failed: " + failed);
            }
        }

        void say() {
            log.info(
                    "coroutines: engine=loop: blocking calls of the JDK inside coroutines suspend the"
                            + " coroutine alone. For engine=baton, public API only, start with -D{}={}",
                    PROPERTY,
                    BATON);
        }

        @Override
        Engine open(Turns turns) {
            return new FastEngine(turns, requireNonNull(openings));
        }

        @Override
        Thread ordinaryThread(String name, Runnable body) {
            Openings found = requireNonNull(openings);
            return found.newThread(found.ordinary(), name, false, body);
        }

        /**
         * The JDK's pollers are virtual threads with the scheduler of whoever first needs them:
         * were that a coroutine, all sockets of the process would depend on its loop.
         */
        private static void keepPollersOut() throws Exception {
            Throwable[] failure = new Throwable[1];
            Thread platform =
                    Thread.ofPlatform()
                            .daemon()
                            .name("quadriga-pollers")
                            .start(() -> {
                                try {
                                    Class.forName("sun.nio.ch.Poller");
                                } catch (Throwable thrown) {
                                    failure[0] = thrown;
                                }
                            });
            join(platform);
            if (failure[0] != null) {
                throw new IllegalStateException("no pollers in this JDK", failure[0]);
            }
        }

        /** Runs three coroutines that yield, sleep and park; all on one thread, one at a time. */
        private void test() throws Exception {
            Turns turns = new Turns("self-test", this);
            AtomicInteger ended = new AtomicInteger();
            SelfTest test = new SelfTest(turns, ended);
            Thread driver =
                    turns.engine()
                            .driver(
                                    "quadriga-self-test",
                                    () -> turns.drive(() -> ended.get() == SELF_TEST_COROUTINES));
            test.start(SELF_TEST_COROUTINES);
            driver.start();
            join(driver);
            turns.close();
            test.check();
        }

        private static void join(Thread thread) {
            boolean interrupted = false;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SELF_TEST_SECONDS);
            while (thread.isAlive()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException("does not end: thread=" + thread.getName());
                }
                try {
                    thread.join(left);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@link BatonEngine}. */
    private static final class Public extends Engines {

        private static final Logger log = LoggerFactory.getLogger(Engines.class);

        Public(String why) {
            super(BATON);
            log.info(
                    "coroutines: engine=baton: blocking calls of the JDK inside coroutines block their"
                            + " loop, those of Quadriga do not. engine=loop was not taken: {}. -D{}={}"
                            + " makes that an error",
                    why,
                    PROPERTY,
                    LOOP);
        }

        @Override
        Engine open(Turns turns) {
            return new BatonEngine(turns);
        }

        @Override
        Thread ordinaryThread(String name, Runnable body) {
            return Thread.ofVirtual()
                    .name(name)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(body);
        }
    }
}
