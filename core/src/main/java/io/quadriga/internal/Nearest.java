package io.quadriga.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Guesses what a misspelt word was meant to be. */
final class Nearest {

    private Nearest() {}

    /** {@code ; did you mean <the nearest>?} and, if asked by a label, all that there are. */
    static String hint(String word, Collection<String> right, String label) {
        String guess = to(word, right).map(near -> "; did you mean " + near + "?").orElse("");
        return guess + "; " + label + "=" + List.copyOf(new TreeSet<>(right));
    }

    /** {@code ; did you mean <the nearest>?}, or if nothing is near all that there are. */
    static String guess(String word, Collection<String> right, String label) {
        return to(word, right)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> "; " + label + "=" + List.copyOf(new TreeSet<>(right)));
    }

    /** The nearest word, empty if none is near: a third of its letters may differ, one always. */
    static Optional<String> to(String word, Collection<String> right) {
        String plain = plain(word);
        return new TreeSet<>(right)
                .stream()
                        .filter(each ->
                                distance(plain, plain(each)) <= Math.max(1, each.length() / 3)
                                        && distance(plain, plain(each)) < each.length())
                        .min(Comparator.comparingInt(each -> distance(plain, plain(each))));
    }

    /** So that {@code queueCapacity} is next to {@code queue-capacity}. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /**
     * Insertions, deletions, replacements, and transpositions of neighbours (optimal alignment).
     */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
