package io.quadriga.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Runs the comparisons and writes, for each module, {@code results/<module>.json}, a readable table
 * and a chart. Arguments: the modules to measure, all by default.
 */
public final class Benchmarks {

    private static final String COMMAND =
            "mvn -q -Pbench -pl benchmarks -am test-compile exec:exec -Dargs=";

    private static final Map<String, Callable<List<Result>>> MODULES =
            new TreeMap<>(
                    Map.of(
                            "core",
                            QueueBenchmark::run,
                            "thread-pool",
                            () -> ExecutorBenchmark.run(15),
                            "ipc-queue",
                            () -> IpcBenchmark.run(List.of()),
                            "process-pool",
                            () -> PoolBenchmark.run(15)));

    private Benchmarks() {}

    /**
     * Runs them.
     *
     * @param args modules, all by default; or {@code ipc-queue} and some of its comparisons, see
     *     {@link IpcBenchmark#run}, which are printed only
     * @throws Exception if a comparison fails
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 1 && !MODULES.containsKey(args[1])) {
            Results.print(part(args[0], List.of(args).subList(1, args.length)));
            return;
        }
        List<String> modules = args.length == 0 ? new ArrayList<>(MODULES.keySet()) : List.of(args);
        Path folder = Path.of(System.getProperty("results", "results"));
        for (String module : modules) {
            Callable<List<Result>> comparisons = MODULES.get(module);
            if (comparisons == null) {
                throw new IllegalArgumentException(
                        "no comparisons for this module: module="
                                + module
                                + "; there are "
                                + MODULES.keySet());
            }
            List<Result> results = comparisons.call();
            Results.print(results);
            Results.write(folder, module, COMMAND + module, results);
            Chart.write(folder.resolve(module + ".png"), module, results);
        }
    }

    private static List<Result> part(String module, List<String> which) throws Exception {
        if (!module.equals("ipc-queue")) {
            throw new IllegalArgumentException(
                    "no comparisons to choose from, or no such module: module="
                            + module
                            + ", then="
                            + which.getFirst());
        }
        return IpcBenchmark.run(which);
    }
}
