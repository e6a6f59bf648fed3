package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Makes, prints and keeps comparisons. */
final class Results {

    private Results() {}

    /** A comparison of figures of which more is better. */
    static Result more(
            String module,
            String name,
            String unit,
            double ours,
            double peer,
            String peerName,
            double goal) {
        return new Result(module, name, unit, ours, peer, peerName, ours / peer, goal);
    }

    /** A comparison of figures of which less is better. */
    static Result less(
            String module,
            String name,
            String unit,
            double ours,
            double peer,
            String peerName,
            double goal) {
        return new Result(module, name, unit, ours, peer, peerName, peer / ours, goal);
    }

    static void print(List<Result> results) {
        for (Result each : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%-52s %10.3f | %-40s %10.3f %-20s ratio %7.2f (goal %.2f) %s%n",
                    each.name(),
                    each.ours(),
                    each.peerName(),
                    each.peer(),
                    each.unit(),
                    each.ratio(),
                    each.goal(),
                    each.ratio() >= each.goal() ? "" : "MISSED");
        }
    }

    /** Writes {@code <module>.json}: the command that repeats it, and the list. */
    static void write(Path folder, String module, String command, List<Result> results)
            throws IOException {
        String list = results.stream().map(Results::json).collect(Collectors.joining(",\n"));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(module + ".json"), "[\n" + list + "\n]\n");
        Files.writeString(folder.resolve(module + ".md"), table(module, command, results));
    }

    private static String json(Result each) {
        return String.format(
                Locale.ROOT,
                "  {\"module\": \"%s\", \"case\": \"%s\", \"unit\": \"%s\", \"ours\": %.4f, \"peer\": %.4f,"
                        + " \"peerName\": \"%s\", \"ratio\": %.3f, \"goal\": %.2f}",
                each.module(),
                each.name(),
                each.unit(),
                each.ours(),
                each.peer(),
                each.peerName(),
                each.ratio(),
                each.goal());
    }

    private static String table(String module, String command, List<Result> results) {
        StringBuilder table = new StringBuilder();
        table.append("# ").append(module).append("\n\nRepeat: `").append(command).append("`\n\n");
        table.append("| case | unit | ours | peer | figure of the peer | ratio | goal |\n");
        table.append("|---|---|---|---|---|---|---|\n");
        for (Result each : results) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %.3f | %s | %.3f | %.2f | %.2f |%n",
                            each.name(),
                            each.unit(),
                            each.ours(),
                            each.peerName(),
                            each.peer(),
                            each.ratio(),
                            each.goal()));
        }
        return table.toString();
    }
}
