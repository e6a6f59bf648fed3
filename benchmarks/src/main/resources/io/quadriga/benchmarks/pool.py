"""Python's process pools. Argument: what to measure. Answers each line, a number, with a figure."""
import multiprocessing, sys, time
from concurrent.futures import ProcessPoolExecutor

fork, spawn = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")


def nothing(i):
    return i


def add(i):
    return i + 1


def loop(i):
    for _ in range(1_000_000):
        pass


def echo(data):
    return data


def child(pipe):
    pipe.send_bytes(b"ready")
    try:
        while True:
            pipe.send(pipe.recv() + 1)
    except EOFError:
        pass


def meet(barrier):
    global meeting
    meeting = barrier


def rendezvous(_):
    meeting.wait()


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def apply(pool, n):
    nanos = []
    for i in range(n):
        start = time.perf_counter_ns()
        pool.apply(nothing, (i,))
        nanos.append(time.perf_counter_ns() - start)
    return sorted(nanos)[n // 2]


def gather(futures):
    for future in futures:
        future.result() if hasattr(future, "result") else future.get()


def started(context, with_result):
    """Milliseconds until a child is ready, or until its first result."""
    ours, theirs = context.Pipe()
    start = time.perf_counter()
    process = context.Process(target=child, args=(theirs,))
    process.start()
    ours.recv_bytes()
    if with_result:
        ours.send(1)
        ours.recv()
    end = time.perf_counter()
    process.kill()
    process.join()
    return (end - start) * 1e3


def pool4():
    barrier = spawn.Barrier(4)
    start = time.perf_counter()
    with spawn.Pool(4, meet, (barrier,)) as pool:
        pool.map(rendezvous, range(4), 1)
        return (time.perf_counter() - start) * 1e3


def tutorial():
    def run():
        pool = fork.Pool(6)
        for i in range(100):
            pool.apply_async(loop, (i,))
        pool.close()
        pool.join()

    return seconds(run)


def processes():
    def run():
        all = [fork.Process(target=loop, args=(i,)) for i in range(100)]
        for each in all:
            each.start()
        for each in all:
            each.join()

    return seconds(run)


def memory():
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=child, args=(theirs,))
    process.start()
    ours.recv_bytes()
    with open(f"/proc/{process.pid}/smaps_rollup") as lines:
        pss = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    process.kill()
    process.join()
    return pss


def serve(measure):
    print("ready", flush=True)
    for line in sys.stdin:
        print(measure(int(line)), flush=True)


def main(what):
    if what == "apply":
        with fork.Pool(1) as pool:
            serve(lambda n: apply(pool, n))
    elif what == "flood":
        with fork.Pool(2) as pool:
            serve(lambda n: n / seconds(lambda: gather([pool.apply_async(nothing, (i,)) for i in range(n)])))
    elif what == "executor":
        with ProcessPoolExecutor(2, mp_context=fork) as pool:
            serve(lambda n: n / seconds(lambda: gather([pool.submit(nothing, i) for i in range(n)])))
    elif what == "map":
        with fork.Pool(2) as pool:
            serve(lambda n: n / seconds(lambda: pool.map(add, range(n))))
    elif what == "imap":
        with fork.Pool(2) as pool:
            serve(lambda n: n / seconds(lambda: sum(1 for _ in pool.imap(add, range(n)))))
    elif what == "bytes":
        with fork.Pool(1) as pool:
            serve(lambda n: seconds(lambda: pool.apply(echo, (bytes(n),))))
    else:
        deeds = {
            "spawn": lambda _: started(spawn, False),
            "fork": lambda _: started(fork, True),
            "pool4": lambda _: pool4(),
            "tutorial": lambda _: tutorial(),
            "processes": lambda _: processes(),
            "memory": lambda _: memory(),
        }
        serve(deeds[what])


if __name__ == "__main__":
    main(sys.argv[1])
