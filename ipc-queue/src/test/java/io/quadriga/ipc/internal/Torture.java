package io.quadriga.ipc.internal;

import io.quadriga.ipc.IpcQueue;
import io.quadriga.ipc.IpcQueueOptions;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One torture: workers put and take while they are killed and stopped, from outside at random
 * moments and by themselves at the points of the protocol. What each has done is compared at the
 * end.
 */
final class Torture {

    /** What may happen to consumers, and how they take. */
    enum Mode {
        /** Consumers die anywhere: what one has taken and not noted is gone. */
        ANYWHERE("consume"),
        /** Consumers die only where they hold nothing: nothing may be missing. */
        EXACT("consume"),
        /** Consumers lease: nothing may be missing, what a dead one held comes again. */
        LEASE("lease");

        private final String consumer;

        Mode(String consumer) {
            this.consumer = consumer;
        }
    }

    private static final String PRODUCER = "produce";

    private static final Set<CrashPoint> WAITING =
            EnumSet.of(
                    CrashPoint.BEFORE_SLEEP,
                    CrashPoint.WOKEN,
                    CrashPoint.LOCK_WAIT,
                    CrashPoint.DEATH_PROVED,
                    CrashPoint.BEFORE_TAKEOVER,
                    CrashPoint.TAKEN_OVER,
                    CrashPoint.BEFORE_RETIRE);
    private static final Set<CrashPoint> SIGNALLING =
            EnumSet.of(CrashPoint.UNLOCKED, CrashPoint.BEFORE_SIGNAL, CrashPoint.SIGNAL_CLAIMED);
    private static final Set<CrashPoint> GROWING =
            EnumSet.of(CrashPoint.SPILL_CLAIMED, CrashPoint.SPILL_GROWN, CrashPoint.SPILL_WRITTEN);
    private static final Set<CrashPoint> PRODUCING =
            EnumSet.of(
                    CrashPoint.PRODUCER_LOCKED,
                    CrashPoint.PAYLOAD_HALF,
                    CrashPoint.PRODUCER_PREPARED,
                    CrashPoint.PRODUCER_COMMITTED,
                    CrashPoint.TAIL_STORED,
                    CrashPoint.WALKING);

    /** Those that each operation passes. */
    private static final Set<CrashPoint> FREQUENT =
            EnumSet.of(
                    CrashPoint.PRODUCER_LOCKED,
                    CrashPoint.PAYLOAD_HALF,
                    CrashPoint.PRODUCER_PREPARED,
                    CrashPoint.PRODUCER_COMMITTED,
                    CrashPoint.TAIL_STORED,
                    CrashPoint.BEFORE_SIGNAL,
                    CrashPoint.BETWEEN_LOOKS,
                    CrashPoint.CONSUMER_LOCKED,
                    CrashPoint.COPIED_OUT,
                    CrashPoint.HEAD_STORED,
                    CrashPoint.LEASE_INTENT,
                    CrashPoint.LEASE_MARKED,
                    CrashPoint.LEASE_TAKEN);

    private static final Set<CrashPoint> HOLDING_NOTHING =
            EnumSet.of(
                    CrashPoint.BETWEEN_LOOKS,
                    CrashPoint.CONSUMER_LOCKED,
                    CrashPoint.COPIED_OUT,
                    CrashPoint.SPILL_TAKEN);
    private static final Set<CrashPoint> TAKEN =
            EnumSet.of(CrashPoint.HEAD_STORED, CrashPoint.SPILL_READ);
    private static final Set<CrashPoint> LEASING =
            EnumSet.of(
                    CrashPoint.LEASE_INTENT,
                    CrashPoint.LEASE_MARKED,
                    CrashPoint.LEASE_TAKEN,
                    CrashPoint.HEAD_STORED);

    private static final long HANG_NANOS = 60_000_000_000L;
    private static final long LOOK_NANOS = 3_000_000;
    private static final long PAUSE_NANOS = 1_000_000_000;
    private static final int LONGEST_STOP_MILLIS = 1_500;

    private final Mode mode;
    private final int producers;
    private final int consumers;
    private final long seed;
    private final Path directory;
    private final SplittableRandom random;
    private final IpcQueue<byte[]> queue;
    private final Memory control;
    private final List<Victim> living = new ArrayList<>();
    private final List<TortureProcess> dead = new ArrayList<>();
    private final Map<CrashPoint, Integer> fired = new EnumMap<>(CrashPoint.class);
    private int started;
    private int stops;
    private long lastLook = System.nanoTime();
    private long lastReceived = System.nanoTime();
    private long received;
    private long longestSilence;

    /** A worker and what is planned for it. */
    private static final class Victim {
        private final TortureProcess process;
        private boolean ready;
        private boolean stopped;
        private long due; // when something happens to it from outside, 0 for never
        private long operations;
        private long lastSeen = System.nanoTime();

        private Victim(TortureProcess process) {
            this.process = process;
        }
    }

    Torture(Mode mode, int producers, int consumers, long seed, Path directory) throws IOException {
        this.mode = mode;
        this.producers = producers;
        this.consumers = consumers;
        this.seed = seed;
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        IpcQueueOptions options =
                IpcQueueOptions.defaults()
                        .capacity(random.nextInt(16, 300))
                        .ringBytes(random.nextBoolean() ? 16 << 10 : 64 << 10)
                        .largeElements(random.nextInt(1, 6))
                        .leases(random.nextInt(2, 17))
                        .leaseBytes(256);
        queue = IpcQueue.create("torture-" + UUID.randomUUID(), options);
        control = Journal.map(TortureWorker.control(directory), Long.BYTES);
    }

    String queueName() {
        return queue.name();
    }

    /** Kills so many; returns what was found. */
    Report run(int kills) throws Exception {
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < producers + consumers; i++) {
                replace(i < producers ? PRODUCER : mode.consumer);
            }
            while (dead.size() < kills) {
                look();
                LockSupport.parkNanos(LOOK_NANOS);
            }
            end();
            return report(System.nanoTime() - begun);
        } finally {
            living.forEach(victim -> victim.process.kill());
            queue.close();
        }
    }

    private void look() throws IOException {
        for (Victim victim : List.copyOf(living)) {
            if (victim.process.isAlive()) {
                happen(victim);
            } else {
                bury(victim);
                replace(victim.process.role);
            }
        }
        checkSilence();
    }

    private void bury(Victim victim) {
        TortureProcess process = victim.process;
        if (process.exit() != TortureProcess.KILLED) {
            throw failure("a worker failed: exit=" + process.exit() + ", " + process);
        }
        living.remove(victim);
        dead.add(process);
        if (mode == Mode.EXACT && process.isConsumer()) {
            System.out.println("killed: " + process + (victim.stopped ? ", while stopped" : ""));
        }
        if (process.point != null && victim.due != Long.MAX_VALUE) {
            fired.merge(process.point, 1, Integer::sum);
        }
    }

    private void replace(String role) throws IOException {
        int number = ++started;
        living.add(
                new Victim(
                        TortureProcess.start(
                                role,
                                queue.name(),
                                directory,
                                number,
                                random.nextLong(),
                                arm(role))));
    }

    private TortureProcess.@Nullable Arm arm(String role) {
        boolean mustBeArmed = mode == Mode.EXACT && !role.equals(PRODUCER);
        if (!mustBeArmed && random.nextInt(3) == 0) {
            return null;
        }
        List<CrashPoint> points = points(role);
        CrashPoint point = points.get(random.nextInt(points.size()));
        int passes = FREQUENT.contains(point) ? 1 << random.nextInt(5, 13) : 1 << random.nextInt(3);
        return new TortureProcess.Arm(point, passes, random.nextInt(4) == 0 ? "stop" : "kill");
    }

    private List<CrashPoint> points(String role) {
        Set<CrashPoint> points = EnumSet.copyOf(WAITING);
        if (role.equals(PRODUCER)) {
            points.addAll(PRODUCING);
            points.addAll(GROWING);
            points.addAll(SIGNALLING);
            return List.copyOf(points);
        }
        points.addAll(HOLDING_NOTHING);
        if (mode != Mode.EXACT) {
            points.addAll(SIGNALLING);
            points.addAll(mode == Mode.LEASE ? LEASING : TAKEN);
        }
        if (mode == Mode.LEASE) {
            points.addAll(GROWING);
        }
        return List.copyOf(points);
    }

    /** What happens from outside. */
    private void happen(Victim victim) {
        long now = System.nanoTime();
        TortureProcess process = victim.process;
        if (!victim.ready && process.journal.operations() > 0) {
            victim.ready = true;
            victim.due = fromOutside(process) ? now + millis(200, 2_500) : 0;
        }
        // who shares this machine may stop processes too: that is none of the moments of EXACT
        boolean ours = fromOutside(process) || process.journal.stands();
        if (!victim.stopped && ours && process.isStopped()) {
            victim.stopped = true;
            victim.due = now + millis(100, LONGEST_STOP_MILLIS);
            stops++;
        }
        if (victim.due == 0 || victim.due == Long.MAX_VALUE || now - victim.due < 0) {
            return;
        }
        if (victim.stopped && random.nextInt(3) != 0) {
            process.goOn();
            victim.stopped = false;
            victim.due = fromOutside(process) ? now + millis(200, 2_500) : 0;
        } else if (!victim.stopped && random.nextInt(4) == 0) {
            process.stop(); // seen, and counted, at the next look
        } else {
            process.kill();
            victim.due = Long.MAX_VALUE;
        }
    }

    private boolean fromOutside(TortureProcess process) {
        return mode != Mode.EXACT || !process.isConsumer();
    }

    private long millis(int least, int most) {
        return random.nextInt(least, most) * 1_000_000L;
    }

    private void checkSilence() {
        long now = System.nanoTime();
        long slept = now - lastLook;
        lastLook = now;
        if (slept > PAUSE_NANOS) {
            // this process stood still: who measures on this machine stops whole trees of processes
            living.forEach(victim -> victim.lastSeen += slept);
            lastReceived += slept;
        }
        long sum = 0;
        for (Victim victim : living) {
            long operations = victim.process.journal.operations();
            sum += victim.process.isConsumer() ? operations : 0;
            if (operations != victim.operations || victim.stopped) {
                victim.operations = operations;
                victim.lastSeen = now;
            } else if (victim.ready && now - victim.lastSeen > HANG_NANOS) {
                throw failure(
                        "hangs: " + victim.process + ", queue=" + state() + '\n' + evidence());
            }
        }
        for (TortureProcess process : dead) {
            sum += process.isConsumer() ? process.journal.operations() : 0;
        }
        if (sum != received || !isSomebodyAwake(PRODUCER) || !isSomebodyAwake(mode.consumer)) {
            received = sum;
            lastReceived = now;
        }
        longestSilence = Math.max(longestSilence, now - lastReceived);
    }

    /** Whether one of them is neither starting nor dead, and nobody is stopped. */
    private boolean isSomebodyAwake(String role) {
        return living.stream().noneMatch(victim -> victim.stopped)
                && living.stream()
                        .anyMatch(victim ->
                                victim.ready
                                        && victim.process.isAlive()
                                        && victim.process.role.equals(role));
    }

    /** Lets producers end, then consumers take what is left. */
    private void end() throws Exception {
        for (Victim victim : living) {
            victim.process.goOn();
        }
        control.putLongVolatile(0, 1);
        awaitEnd(PRODUCER);
        queue.shutdown();
        awaitEnd(mode.consumer);
        // whoever died last was armed; what it left is taken here
        List<byte[]> left = new ArrayList<>();
        for (byte[] one = queue.poll(); one != null; one = queue.poll()) {
            left.add(one);
        }
        if (!left.isEmpty()) {
            throw failure("consumers ended, and elements are left: " + left.size());
        }
        awaitJoin();
    }

    private void awaitEnd(String role) throws Exception {
        long begun = System.nanoTime();
        while (living.stream().anyMatch(victim -> victim.process.role.equals(role))) {
            for (Victim victim : List.copyOf(living)) {
                if (victim.process.isAlive()) {
                    if (victim.process.isStopped()) {
                        victim.process.goOn(); // by itself
                    }
                } else if (victim.process.exit() == 0) {
                    living.remove(victim);
                    dead.add(victim.process);
                } else {
                    bury(victim);
                    if (!role.equals(PRODUCER) || victim.process.isConsumer()) {
                        replace(victim.process.role);
                    }
                }
            }
            if (System.nanoTime() - begun > 2 * HANG_NANOS) {
                throw failure("does not end: " + living.getFirst().process + ", " + state());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void awaitJoin() throws InterruptedException {
        Thread joining =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                queue.join();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        joining.join(Bounds.SOON.toMillis());
        if (joining.isAlive()) {
            joining.interrupt();
            throw failure("join does not return: " + state());
        }
    }

    /** What says why nothing goes on: the words of the file, and where all threads are. */
    private String evidence() {
        StringBuilder evidence = new StringBuilder();
        QueueCore core = QueueCores.attach(queue.name(), null).orElseThrow();
        Memory memory = core.file().memory();
        for (long at = FileLayout.TABLE_AT; at < core.layout().ringAt(); at += 8) {
            long word = memory.longVolatile(at);
            if (word != 0) {
                evidence.append(String.format("%d=%016x ", at - core.file().body(), word));
            }
        }
        core.release();
        for (Victim victim : living) {
            evidence.append('\n').append(victim.process).append(victim.process.threads());
        }
        return evidence.toString();
    }

    private String state() {
        return queue + ", size=" + queue.size() + ", shut down=" + queue.isShutdown();
    }

    private AssertionError failure(String what) {
        return new AssertionError(what + "; seed=" + seed + ", mode=" + mode);
    }

    /** What a torture has shown. */
    record Report(
            Mode mode,
            long seed,
            long seconds,
            int producersKilled,
            int consumersKilled,
            int stops,
            long acknowledged,
            long missing,
            long mayBeMissing,
            long unacknowledged,
            long neverPut,
            long torn,
            long twice,
            long twiceUnexplained,
            long disordered,
            long longestSilenceMillis,
            Map<CrashPoint, Integer> firedAt) {

        int kills() {
            return producersKilled + consumersKilled;
        }

        /** What two have shown together; mode and seed are those of the first. */
        Report plus(Report other) {
            Map<CrashPoint, Integer> fired = new EnumMap<>(CrashPoint.class);
            fired.putAll(firedAt);
            other.firedAt.forEach((point, times) -> fired.merge(point, times, Integer::sum));
            return new Report(
                    mode,
                    seed,
                    seconds + other.seconds,
                    producersKilled + other.producersKilled,
                    consumersKilled + other.consumersKilled,
                    stops + other.stops,
                    acknowledged + other.acknowledged,
                    missing + other.missing,
                    mayBeMissing + other.mayBeMissing,
                    unacknowledged + other.unacknowledged,
                    neverPut + other.neverPut,
                    torn + other.torn,
                    twice + other.twice,
                    twiceUnexplained + other.twiceUnexplained,
                    disordered + other.disordered,
                    Math.max(longestSilenceMillis, other.longestSilenceMillis),
                    fired);
        }
    }

    private Report report(long nanos) throws IOException {
        long acknowledged = 0;
        long missing = 0;
        long unacknowledged = 0;
        long neverPut = 0;
        long torn = 0;
        long disordered = 0;
        long may = 0;
        List<Long> twice = new ArrayList<>();
        List<Long> heldByDead = new ArrayList<>();
        int killedProducers = 0;
        int killedConsumers = 0;
        for (TortureProcess each : dead) {
            boolean killed = each.exit() == TortureProcess.KILLED;
            if (each.isConsumer()) {
                killedConsumers += killed ? 1 : 0;
                may += killed ? each.journal.mayHaveHeld() : 0;
                heldByDead.add(each.journal.held());
                torn += each.journal.tornOnes();
                disordered += each.journal.disorders();
                for (long id : each.journal.cameTwice()) {
                    twice.add(id);
                }
            } else {
                killedProducers += killed ? 1 : 0;
                Marks marks = new Marks(TortureWorker.marks(directory, each.number));
                long end = each.journal.acknowledged();
                acknowledged += end;
                missing += marks.missingBefore(end);
                unacknowledged += marks.markedFrom(end);
                neverPut += marks.markedFrom(each.journal.attempted());
            }
        }
        long unexplained = twice.stream().filter(id -> !heldByDead.contains(id)).count();
        return new Report(
                mode,
                seed,
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                killedProducers,
                killedConsumers,
                stops,
                acknowledged,
                missing,
                mode == Mode.ANYWHERE ? may : 0,
                unacknowledged,
                neverPut,
                torn,
                twice.size(),
                mode == Mode.LEASE ? unexplained : twice.size(),
                disordered,
                longestSilence / 1_000_000,
                fired);
    }
}
