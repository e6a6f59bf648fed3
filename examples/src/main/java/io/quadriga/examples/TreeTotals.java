package io.quadriga.examples;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The sum of all {@link FileFacts} of a tree, as one executor found them. */
final class TreeTotals {

    private record Checksums(String uri, long crc32, String sha256, String problem) {}

    private final List<Checksums> files = new ArrayList<>();
    private final Map<String, Long> words = new HashMap<>();
    private long bytes;
    private long binary;

    void add(FileFacts facts) {
        files.add(new Checksums(facts.uri(), facts.crc32(), facts.sha256(), facts.problem()));
        facts.words().forEach((word, count) -> words.merge(word, (long) count, Long::sum));
        bytes += facts.bytes();
        binary += facts.binary() ? 1 : 0;
    }

    int files() {
        return files.size();
    }

    long bytes() {
        return bytes;
    }

    long binary() {
        return binary;
    }

    long words() {
        return words.values().stream().mapToLong(Long::longValue).sum();
    }

    int differentWords() {
        return words.size();
    }

    List<String> problems() {
        return files.stream().map(Checksums::problem).filter(each -> !each.isEmpty()).toList();
    }

    /** The words by frequency, the most frequent first, equal ones by the alphabet. */
    List<Map.Entry<String, Long>> byFrequency() {
        Comparator<Map.Entry<String, Long>> order =
                Map.Entry.<String, Long>comparingByValue().reversed();
        return words.entrySet().stream()
                .sorted(order.thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /** The files in the format of {@code sha256sum}, relative to a directory. */
    List<String> sha256Lines(Path root) {
        return files.stream()
                .filter(file -> file.problem().isEmpty())
                .map(file -> sha256Line(file.sha256(), relative(root, file.uri())))
                .toList();
    }

    private static String relative(Path root, String uri) {
        Path relative = root.relativize(Path.of(URI.create(uri)));
        return relative.toString().isEmpty()
                ? String.valueOf(root.getFileName())
                : relative.toString();
    }

    private static String sha256Line(String sha256, String file) {
        String escaped = file.replace("\\", "\\\\").replace("\n", "\\n");
        return (escaped.equals(file) ? "" : "\\") + sha256 + "  " + escaped;
    }

    /** One SHA-256 over the checksums of all files. */
    String fingerprint() {
        MessageDigest digest = FileFacts.newSha256();
        for (Checksums file : files) {
            digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        }
        return FileFacts.hex(digest);
    }

    /** What another executor found otherwise, empty if nothing. */
    Optional<String> differenceFrom(TreeTotals other) {
        if (files.size() != other.files.size()) {
            return Optional.of("files=%d and %d".formatted(files.size(), other.files.size()));
        }
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).equals(other.files.get(i))) {
                return Optional.of("%s and %s".formatted(files.get(i), other.files.get(i)));
            }
        }
        return words.keySet().stream()
                .filter(word -> !Objects.equals(words.get(word), other.words.get(word)))
                .findFirst()
                .or(() ->
                        other.words.keySet().stream()
                                .filter(word -> !words.containsKey(word))
                                .findFirst())
                .map(word ->
                        "word=%s, count=%s and %s"
                                .formatted(word, words.get(word), other.words.get(word)));
    }
}
