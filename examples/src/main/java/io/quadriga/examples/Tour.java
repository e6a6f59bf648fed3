package io.quadriga.examples;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.quadriga.ConfigurationException;
import io.quadriga.Quadriga;
import io.quadriga.Signals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * One real piece of work on every executor that the configuration names: the frequencies of words
 * and the checksums of all files of a directory tree. The program does not know what pulls it, and
 * what it finds must not depend on it.
 */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts the words and computes the checksums of a directory tree on every executor that"
                    + " the configuration names, and compares them.",
            "",
            "Exit code: 0 all executors found the same; 1 they did not; 2 wrong use, or a path that"
                    + " cannot be read or written; 130 stopped by Ctrl-C"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the options, call() the writer
public final class Tour implements Callable<Integer> {

    private static final int PROBLEMS_SHOWN = 5;
    private static final int STOPPED = 130;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "the directory or file; default: the project around this directory")
    private @Nullable Path path;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/tour",
            description = "where the results go; default: ${DEFAULT-VALUE}")
    private Path out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "executors to use instead of those of application.conf")
    private @Nullable Path file;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "the executors to run, separated by commas; default: all")
    private List<String> only = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME",
            description = "the executor that ratios are to; default: inline, else the first")
    private @Nullable String against;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "how long to warm up and to measure each, one pass at least; default:"
                            + " ${DEFAULT-VALUE}")
    private double seconds;

    private PrintWriter to;

    /**
     * Runs the tour.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        Signals.install();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tour())
                .setParameterExceptionHandler((wrong, args) -> {
                    PrintWriter err = wrong.getCommandLine().getErr();
                    err.println("tour: " + wrong.getMessage());
                    err.println("tour: try --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler(Tour::failed);
    }

    /** Ctrl-C shuts the executors down: they refuse or cancel what is left of the work. */
    private static int failed(Exception error, CommandLine tour, CommandLine.ParseResult args)
            throws Exception {
        if (error instanceof RejectedExecutionException || error instanceof CancellationException) {
            tour.getErr().println("tour: stopped");
            return STOPPED;
        }
        if (error instanceof IOException) {
            tour.getErr().println("tour: cannot be read or written: " + error);
            return CommandLine.ExitCode.USAGE;
        }
        throw error;
    }

    @Override
    public Integer call() throws IOException {
        to = spec.commandLine().getOut();
        FileTree tree = tree();
        TourExecutors executors = executors();
        describe(tree);
        executors
                .skipped()
                .forEach((name, backend) ->
                        print(
                                "skipped: executor=%s, its backend is not on the class path: backend=%s",
                                name, backend));
        List<Lap> laps = laps(tree, executors);
        report(laps.getFirst().totals());
        TourTable.lines(laps, peer()).forEach(line -> print("%s", line));
        print("");
        save(tree, laps);
        return verify(laps);
    }

    private FileTree tree() throws IOException {
        Path root = path == null ? FileTree.projectAround(Path.of("")) : path;
        try {
            return FileTree.of(root);
        } catch (NoSuchFileException missing) {
            throw wrong("no such file or directory: path=" + root.toAbsolutePath());
        }
    }

    private TourExecutors executors() {
        if (!(seconds >= 0 && seconds <= 3600)) { // NaN is neither
            throw wrong("must be from 0 to 3600: --seconds=" + seconds);
        }
        TourExecutors all = TourExecutors.in(config());
        for (String name : only) {
            if (!all.backends().containsKey(name)) {
                throw wrong(
                        "no such executor: --only=%s; there are %s"
                                .formatted(name, all.backends().keySet()));
            }
        }
        if (against != null && !all.backends().containsKey(against)) {
            throw wrong(
                    "no such executor: --against=%s; there are %s"
                            .formatted(against, all.backends().keySet()));
        }
        if (all.backends().isEmpty()) {
            throw wrong("no executor is configured; add one to quadriga.executors");
        }
        return all;
    }

    private Config config() {
        if (file != null && !Files.isReadable(file)) {
            throw wrong("no such file: --config=" + file.toAbsolutePath());
        }
        try {
            return file == null
                    ? ConfigFactory.load()
                    : ConfigFactory.load(ConfigFactory.parseFile(file.toFile()));
        } catch (ConfigException unreadable) {
            throw wrong(unreadable.getMessage());
        }
    }

    private List<Lap> laps(FileTree tree, TourExecutors executors) throws IOException {
        Timeline timeline = new Timeline();
        Course course = new Course(tree.files(), seconds, timeline);
        TourProgress progress = new TourProgress(TourProgress.isTerminal());
        try (Quadriga quadriga = executors.open(timeline)) {
            List<Rider> riders =
                    inOrder(executors).stream()
                            .map(each ->
                                    new Rider(quadriga.executor(each.getKey()), each.getValue()))
                            .toList();
            Files.createDirectories(out); // now, not when all the work is done
            return course.run(riders, progress);
        } catch (ConfigurationException wrong) {
            throw wrong(wrong.getMessage());
        }
    }

    private String peer() {
        return against == null ? "inline" : against;
    }

    /** The executors with their backends; the one that the others are compared to comes first. */
    private List<Map.Entry<String, String>> inOrder(TourExecutors executors) {
        return executors.backends().entrySet().stream()
                .filter(each -> only.isEmpty() || only.contains(each.getKey()))
                .sorted(Comparator.comparing(each -> !each.getKey().equals(peer())))
                .toList();
    }

    private void describe(FileTree tree) {
        print("tree: %s, files=%,d", tree.root(), tree.files().size());
        printProblems("cannot be listed", tree.problems());
    }

    private void report(TreeTotals totals) {
        print(
                "read: %,d bytes, %,d words, %,d different, %,d binary files",
                totals.bytes(), totals.words(), totals.differentWords(), totals.binary());
        printProblems("cannot be read", totals.problems());
        List<String> top =
                totals.byFrequency().stream()
                        .limit(10)
                        .map(each -> each.getKey() + " " + each.getValue())
                        .toList();
        print("most frequent: %s", String.join(", ", top));
        print("");
    }

    private void printProblems(String what, List<String> problems) {
        problems.stream().limit(PROBLEMS_SHOWN).forEach(each -> print("%s: %s", what, each));
        if (problems.size() > PROBLEMS_SHOWN) {
            print("%s: %,d more", what, problems.size() - PROBLEMS_SHOWN);
        }
    }

    private void save(FileTree tree, List<Lap> laps) throws IOException {
        TreeTotals totals = laps.getFirst().totals();
        Files.write(out.resolve("checksums.sha256"), totals.sha256Lines(tree.root()));
        List<String> words =
                totals.byFrequency().stream()
                        .map(each -> each.getValue() + "\t" + each.getKey())
                        .toList();
        Files.write(out.resolve("words.tsv"), words);
        Path picture = out.resolve("timeline.png");
        TimelinePicture.of(laps).write(picture);
        print("written: %s, checksums.sha256, words.tsv", picture.toAbsolutePath().normalize());
    }

    private int verify(List<Lap> laps) {
        Lap first = laps.getFirst();
        List<Lap> different = laps.stream().filter(lap -> lap.difference() != null).toList();
        for (Lap lap : different) {
            print(
                    "different: executors=%s and %s, %s",
                    lap.executor(), first.executor(), lap.difference());
        }
        if (different.isEmpty()) {
            print(
                    "equal: all %d executors found the same, fingerprint=%.16s",
                    laps.size(), first.totals().fingerprint());
        }
        return different.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void print(String format, @Nullable Object... values) {
        to.println(String.format(Locale.ROOT, format, values));
        to.flush();
    }
}
