package io.quadriga.benchmarks;

/** Python's {@code multiprocessing.Queue} between two processes, in the machine's python3. */
final class PythonQueue {

    /**
     * Arguments: {@code rate} or {@code trip}, size, depth. Answers a line of milliseconds with
     * messages a second, or the median round trip after 300 us of silence in nanoseconds.
     */
    static final String PROGRAM =
            """
            import multiprocessing, os, sys, time
            fork = multiprocessing.get_context("fork")
            what, size, depth = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            there, back = fork.Queue(depth), fork.Queue(depth)

            def receive():
                while True:
                    there.get()
                    first, count = time.monotonic_ns(), 0
                    while there.get()[0] != 255:
                        count += 1
                    back.put(count * 1e9 / (time.monotonic_ns() - first))

            def echo():
                while True:
                    back.put(there.get())

            def rate(end):
                message = bytes(size)
                while time.monotonic() < end:
                    for _ in range(64):
                        there.put(message)
                there.put(b"\\xff")
                return back.get()

            def trip(end):
                message, nanos = bytes(size), []
                while time.monotonic() < end:
                    time.sleep(300e-6)
                    start = time.monotonic_ns()
                    there.put(message)
                    back.get()
                    nanos.append(time.monotonic_ns() - start)
                return sorted(nanos)[len(nanos) // 2]

            child = fork.Process(target=receive if what == "rate" else echo, daemon=True)
            child.start()
            print("ready", flush=True)
            for line in sys.stdin:
                end = time.monotonic() + int(line) / 1000
                print(rate(end) if what == "rate" else trip(end), flush=True)
            child.kill()
            os._exit(0)
            """;

    private PythonQueue() {}
}
