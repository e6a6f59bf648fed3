package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A flood of no-op tasks through Python's ThreadPoolExecutor, in the machine's python3. */
final class PythonFlood {

    private static final int TASKS = 50_000;

    private static final String PROGRAM =
            """
            import sys, time
            from concurrent.futures import ThreadPoolExecutor
            def nothing(): pass
            n, workers = int(sys.argv[1]), int(sys.argv[2])
            rates = []
            with ThreadPoolExecutor(workers) as pool:
                for _ in range(5):
                    start = time.perf_counter()
                    futures = [pool.submit(nothing) for _ in range(n)]
                    for future in futures: future.result()
                    rates.append(n / (time.perf_counter() - start))
            print(sorted(rates)[len(rates) // 2])
            """;

    private PythonFlood() {}

    static double millionsPerSecond(int workers) throws IOException, InterruptedException {
        Process python =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                PROGRAM,
                                String.valueOf(TASKS),
                                String.valueOf(workers))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            String rate =
                    new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .trim();
            if (!python.waitFor(1, TimeUnit.MINUTES) || python.exitValue() != 0) {
                throw new IOException("python3 failed: output=" + rate + "; install python3");
            }
            return Double.parseDouble(rate) / 1e6;
        } finally {
            python.destroyForcibly();
        }
    }
}
