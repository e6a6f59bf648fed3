package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of comparisons, and ends them. */
final class Links implements AutoCloseable {

    private static final int WARM_UP_MILLIS = 3000;

    private final Path folder;
    private final int roundMillis;
    private final List<ActorProcess> actors = new ArrayList<>();
    private int millis;
    private int ways;

    /**
     * Has started none.
     *
     * @param folder where the processes meet
     * @param millis how long a round takes
     */
    Links(Path folder, int millis) {
        this.folder = folder;
        this.roundMillis = millis;
        this.millis = millis;
    }

    private Path way(String kind) {
        return folder.resolve(kind + "-" + ways++);
    }

    ActorProcess start(Object... args) throws IOException {
        ActorProcess actor = ActorProcess.java(folder, args);
        actors.add(actor);
        return actor;
    }

    /** Messages a second through a kind of wire, from so many processes to as many. */
    Rounds.Contender rate(String kind, int bytes, int pairs) throws Exception {
        Path way = way(kind);
        List<ActorProcess> receivers = new ArrayList<>();
        List<ActorProcess> senders = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            receivers.add(start("receive", kind, way, bytes));
            senders.add(start("send", kind, way, bytes));
        }
        return prepared(() -> rate(receivers, senders), receivers, senders);
    }

    private double rate(List<ActorProcess> receivers, List<ActorProcess> senders)
            throws IOException {
        for (ActorProcess receiver : receivers) {
            receiver.tell(0);
        }
        for (ActorProcess sender : senders) {
            sender.tell(millis);
        }
        long count = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (ActorProcess receiver : receivers) {
            String[] answer = receiver.answer().split(" ", 3);
            count += Long.parseLong(answer[0]);
            first = Math.min(first, Long.parseLong(answer[1]));
            last = Math.max(last, Long.parseLong(answer[2]));
        }
        for (ActorProcess sender : senders) {
            sender.answer();
        }
        return count * 1e9 / (last - first);
    }

    /** Nanoseconds of a round trip: {@code awake}, or {@code silent} for 300 us before each. */
    Rounds.Contender trip(String kind, String rhythm, int bytes) throws Exception {
        Path way = way(kind);
        ActorProcess echo = start("echo", kind, way, bytes);
        ActorProcess caller = start(rhythm, kind, way, bytes);
        Rounds.Contender trips =
                () -> {
                    echo.tell(0);
                    String median = caller.ask(millis);
                    echo.answer();
                    return Double.parseDouble(median);
                };
        return prepared(trips, List.of(echo), List.of(caller));
    }

    /** What Python answers. */
    Rounds.Contender python(String what, int bytes, int depth) throws Exception {
        ActorProcess python = ActorProcess.python(PythonQueue.PROGRAM, what, bytes, depth);
        actors.add(python);
        Rounds.Contender asked = () -> Double.parseDouble(python.ask(millis));
        return prepared(asked, List.of(python), List.of());
    }

    /** Nanoseconds from put in one process to the return of take in another. */
    Rounds.Contender arrival(int virtualThreads) throws Exception {
        String name = way("stamps").getFileName().toString();
        ActorProcess taker = start("arrivals", name, virtualThreads);
        ActorProcess stamper = start("stamps", name);
        Rounds.Contender stamps =
                () -> {
                    stamper.ask(millis);
                    return Double.parseDouble(taker.ask(0));
                };
        return prepared(stamps, List.of(taker), List.of(stamper));
    }

    /** What one actor answers by itself. */
    Rounds.Contender alone(Object... args) throws Exception {
        ActorProcess actor = start(args).ready();
        return warm(() -> Double.parseDouble(actor.ask(millis)));
    }

    /** The same while a stranger takes a core. */
    Rounds.Contender crowded(ActorProcess stranger, Rounds.Contender contender) {
        return () -> {
            stranger.tell(2L * millis);
            double figure = contender.measure();
            stranger.answer();
            return figure;
        };
    }

    private Rounds.Contender prepared(
            Rounds.Contender contender, List<ActorProcess> one, List<ActorProcess> other)
            throws Exception {
        for (ActorProcess each : one) {
            each.ready();
        }
        for (ActorProcess each : other) {
            each.ready();
        }
        return warm(contender);
    }

    /** The compilers share the machine with all contenders: each gets its time now. */
    private Rounds.Contender warm(Rounds.Contender contender) throws Exception {
        millis = WARM_UP_MILLIS;
        contender.measure();
        millis = roundMillis;
        return contender;
    }

    @Override
    public void close() {
        actors.forEach(ActorProcess::close);
        actors.clear();
    }
}
