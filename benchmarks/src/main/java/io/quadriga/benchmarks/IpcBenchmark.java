package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Queues between processes, beside Aeron, Agrona, Python, sockets and what the machine can do at
 * all. The contenders of one table live at the same time, each in processes of its own, and take
 * turns.
 */
public final class IpcBenchmark {

    private static final int SMALL = 64;
    private static final int LARGE = 64 << 10;
    private static final int WARM_UPS = 5;
    private static final long SETTLING_MILLIS = 30_000; // the compilers
    private static final String MODULE = "ipc-queue";

    private final int rounds;
    private final int millis;
    private final Path folder;
    private final List<Result> results = new ArrayList<>();

    private IpcBenchmark(int rounds, int millis, Path folder) {
        this.rounds = rounds;
        this.millis = millis;
        this.folder = folder;
    }

    /**
     * Measures some, and prints a table.
     *
     * @param args the number of rounds, milliseconds of a round, and which, as {@link #run(List)}
     * @throws Exception if a contender fails
     */
    public static void main(String[] args) throws Exception {
        List<String> which = List.of(args).subList(2, args.length);
        Results.print(run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), which));
    }

    /**
     * Measures some.
     *
     * @param which {@code rate}, {@code trip}, {@code large}, {@code arrival}, {@code lock}, {@code
     *     idle}; all of these if there are none; or {@code lease}, a part of the first
     * @return one result for each comparison
     * @throws Exception if a contender fails
     */
    public static List<Result> run(List<String> which) throws Exception {
        return run(200, 20, which);
    }

    private static List<Result> run(int rounds, int millis, List<String> which) throws Exception {
        Path memory = Path.of("/dev/shm");
        Path folder =
                Files.isDirectory(memory)
                        ? Files.createTempDirectory(memory, "quadriga-bench")
                        : Files.createTempDirectory("quadriga-bench");
        try {
            IpcBenchmark all = new IpcBenchmark(rounds, millis, folder);
            for (String each :
                    which.isEmpty()
                            ? List.of("rate", "trip", "large", "arrival", "lock", "idle")
                            : which) {
                all.measure(each);
            }
            return all.results;
        } finally {
            delete(folder);
        }
    }

    private void measure(String what) throws Exception {
        try (Links links = new Links(folder, millis)) {
            switch (what) {
                case "rate" -> rates(links);
                case "lease" -> leases(links);
                case "trip" -> roundTrips(links);
                case "large" -> large(links);
                case "arrival" -> arrivals(links);
                case "lock" -> lock(links);
                case "idle" -> idle(links);
                default -> throw new IllegalArgumentException("no such comparison: which=" + what);
            }
        }
    }

    private void rates(Links links) throws Exception {
        Rounds.Contender plain = links.rate("queue", SMALL, 1);
        Rounds.Contender oneToOne = links.rate("one-to-one", SMALL, 1);
        Rounds.Contender manyToOne = links.rate("many-to-one", SMALL, 1);
        ActorProcess stranger = links.start("burn").ready();
        Rounds.Figures rates =
                new Rounds()
                        .add("plain", plain)
                        .add("aeron", links.rate("aeron", SMALL, 1))
                        .add("batch", links.rate("batch", SMALL, 1))
                        .add("one-to-one", oneToOne)
                        .add("lease", links.rate("lease", SMALL, 1))
                        .add("many-to-one", manyToOne)
                        .add("2+2", links.rate("queue", SMALL, 2))
                        .add("python", links.python("rate", SMALL, QueueWire.DEPTH))
                        .add("plain, crowded", links.crowded(stranger, plain))
                        .add("one-to-one, crowded", links.crowded(stranger, oneToOne))
                        .add("many-to-one, crowded", links.crowded(stranger, manyToOne))
                        .run(WARM_UPS, rounds);
        String what = "64 B, 1+1 processes";
        more(what, rates, "plain", "aeron", "Aeron IPC, backoff", 0.6);
        more(what, rates, "plain", "one-to-one", "Agrona one-to-one ring", 0.8);
        more(what, rates, "plain", "many-to-one", "Agrona many-to-one ring", 0.8);
        more(what, rates, "plain", "python", "multiprocessing.Queue", 60);
        more(what + ", putAll and drainTo", rates, "batch", "aeron", "Aeron IPC, backoff", 1.2);
        more("64 B, 2+2 processes", rates, "2+2", "plain", "1+1 processes", 0.9);
        leased(rates);
        // here the other load is the point: medians, not the rounds that happened to escape it
        String crowded = what + ", a core taken";
        double median = rates.of("plain, crowded");
        results.add(rate(crowded, median, rates.of("plain"), "no core taken", 0.8));
        for (String peer : List.of("one-to-one", "many-to-one")) {
            double spinning = rates.of(peer + ", crowded");
            results.add(rate(crowded, median, spinning, "Agrona " + peer + " ring", 5));
        }
    }

    private void leases(Links links) throws Exception {
        leased(
                new Rounds()
                        .add("plain", links.rate("queue", SMALL, 1))
                        .add("lease", links.rate("lease", SMALL, 1))
                        .run(WARM_UPS, rounds));
    }

    private void leased(Rounds.Figures rates) {
        String what = "64 B, 1+1 processes, lease and ack";
        more(what, rates, "lease", "plain", "put and take", 0.6);
        results.add(rate(what, rates.most("lease"), 8e6, "8 M/s", 1));
    }

    private void roundTrips(Links links) throws Exception {
        Rounds.Figures trips =
                new Rounds()
                        .add("polled", links.trip("polled", "awake", SMALL))
                        .add("queue", links.trip("queue", "awake", SMALL))
                        .add("cache-line", links.trip("cache-line", "awake", SMALL))
                        .add("queue, silent", links.trip("queue", "silent", SMALL))
                        .add("aeron", links.trip("aeron", "silent", SMALL))
                        .add("python", links.python("trip", SMALL, QueueWire.DEPTH))
                        .add("futex", links.trip("futex", "silent", SMALL))
                        .run(WARM_UPS, rounds);
        double five = 1 / 5.0;
        less("round trip, both awake, poll", trips, "polled", "cache-line", "cache line", five);
        less("round trip, both asleep, take", trips, "queue", "cache-line", "cache line", five);
        String silent = "round trip after 300 us of silence";
        less(silent, trips, "queue, silent", "aeron", "Aeron IPC, backoff", 1);
        less(silent, trips, "queue, silent", "python", "multiprocessing.Queue", 3);
        less(silent, trips, "queue, silent", "futex", "futex alone", 1 / 2.5);
    }

    private void large(Links links) throws Exception {
        Rounds.Figures rates =
                new Rounds()
                        .add("queue", links.rate("queue", LARGE, 1))
                        .add("socket", links.rate("socket", LARGE, 1))
                        .add("copy", links.alone("copy", LARGE))
                        .add("pipe", links.rate("pipe", LARGE, 1))
                        .add("copy-new", links.alone("copy-new", LARGE))
                        .run(WARM_UPS, rounds);
        String what = "64 KiB, 1+1 processes";
        String copy = "a copy in and a copy out alone";
        more(what, rates, "queue", "copy", copy, 0.5);
        more(what, rates, "queue", "socket", "Unix-domain socket", 2);
        // who takes an element gets an array of its own, the two above have one buffer for all
        more(what, rates, "queue", "copy-new", "the same into new arrays", 0.5);
        more(what + ", receiveInto", rates, "pipe", "copy", copy, 0.5);
        more(what + ", receiveInto", rates, "pipe", "socket", "Unix-domain socket", 2);
    }

    private void arrivals(Links links) throws Exception {
        Rounds.Figures nanos =
                new Rounds()
                        .add("virtual", links.arrival(1000))
                        .add("platform", links.arrival(0))
                        .add("relay", links.alone("relay"))
                        .run(WARM_UPS, rounds);
        String what = "put to return of take, 1000 virtual threads waiting";
        less(what, nanos, "virtual", "platform", "1 platform thread", 1 / 1.5);
        less(what, nanos, "virtual", "relay", "a thread that wakes a virtual one", 1 / 1.5);
        results.add(micros(what, nanos.least("virtual"), 100_000, "100 us", 1));
    }

    private void lock(Links links) throws Exception {
        Rounds.Figures nanos =
                new Rounds().add("lock", links.alone("lock", "bench")).run(WARM_UPS, rounds);
        results.add(
                Results.less(
                        MODULE,
                        "IpcLock, lock and unlock, uncontended",
                        "ns",
                        nanos.least("lock"),
                        30,
                        "30 ns",
                        1));
    }

    private void idle(Links links) throws Exception {
        ActorProcess parked = links.start("parked", "idle", 4, 1000).ready();
        ActorProcess bare = links.start("bare").ready();
        links.start("stamps", "idle").ready().ask(10_000); // they have worked before
        Thread.sleep(SETTLING_MILLIS);
        long before = processorNanos(parked);
        long bareBefore = processorNanos(bare);
        long start = System.nanoTime();
        Thread.sleep(10_000);
        double elapsed = System.nanoTime() - start;
        double used = (processorNanos(parked) - before) * 100 / elapsed;
        double byItself = (processorNanos(bare) - bareBefore) * 100 / elapsed;
        String what = "4 platform and 1000 virtual threads parked";
        idle(what, used, 0.3, "0.3 %", 1);
        idle(what, used, byItself, "a JVM that does nothing", 0);
    }

    private static long processorNanos(ActorProcess actor) throws IOException {
        return Long.parseLong(actor.ask(0));
    }

    private void idle(String what, double used, double peer, String peerName, double goal) {
        results.add(Results.less(MODULE, what, "% of a core", used, peer, peerName, goal));
    }

    private void more(
            String what,
            Rounds.Figures rates,
            String ours,
            String peer,
            String peerName,
            double goal) {
        results.add(rate(what, rates.most(ours), rates.most(peer), peerName, goal));
    }

    private static Result rate(
            String what, double ours, double peer, String peerName, double goal) {
        return Results.more(
                MODULE, what, "million messages/s", ours / 1e6, peer / 1e6, peerName, goal);
    }

    private void less(
            String what,
            Rounds.Figures nanos,
            String ours,
            String peer,
            String peerName,
            double goal) {
        results.add(micros(what, nanos.least(ours), nanos.least(peer), peerName, goal));
    }

    private static Result micros(
            String what, double ours, double peer, String peerName, double goal) {
        return Results.less(MODULE, what, "us", ours / 1e3, peer / 1e3, peerName, goal);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
