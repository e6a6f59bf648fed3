package io.quadriga.examples;

import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts words: runs of 2 to 40 letters, in lower case. However long the text, it keeps a bounded
 * number of different words; of those that come later none is counted.
 */
final class WordCount {

    private static final int SHORTEST = 2;
    private static final int LONGEST = 40;
    private static final int MOST_WORDS = 100_000;

    private final Map<String, Integer> counts = new HashMap<>();
    private final StringBuilder word = new StringBuilder();

    void addAll(Reader text) throws IOException {
        char[] block = new char[8192];
        for (int n = text.read(block); n >= 0; n = text.read(block)) {
            for (int i = 0; i < n; i++) {
                add(block[i]);
            }
        }
        endWord();
    }

    private void add(char letter) {
        if (!Character.isLetter(letter)) {
            endWord();
        } else if (word.length() <= LONGEST) { // one more than a word may have marks it as too long
            word.append(Character.toLowerCase(letter));
        }
    }

    private void endWord() {
        if (word.length() >= SHORTEST && word.length() <= LONGEST) {
            count(word.toString());
        }
        word.setLength(0);
    }

    private void count(String found) {
        if (counts.size() < MOST_WORDS || counts.containsKey(found)) {
            counts.merge(found, 1, Integer::sum);
        }
    }

    Map<String, Integer> counts() {
        return counts;
    }
}
