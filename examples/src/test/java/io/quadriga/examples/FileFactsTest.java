package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFactsTest {

    @TempDir private Path directory;

    private FileFacts facts(String text) throws IOException {
        return FileFacts.of(Files.writeString(directory.resolve("file"), text).toUri().toString());
    }

    private static Map<String, Integer> words(String text) throws IOException {
        WordCount words = new WordCount();
        words.addAll(new StringReader(text));
        return words.counts();
    }

    @Test
    void checksumsAreThoseOfTheStandards() throws IOException {
        FileFacts facts = facts("123456789");
        assertEquals(9, facts.bytes());
        assertEquals(0xcbf43926L, facts.crc32());
        assertEquals(
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225", facts.sha256());
    }

    @Test
    void bytesAfterTheFirstBlockCount() throws IOException {
        FileFacts facts = facts("abc ".repeat(100_000));
        assertEquals(400_000, facts.bytes());
        assertEquals(Map.of("abc", 100_000), facts.words());
    }

    @Test
    void binaryFileHasChecksumsButNoWords() throws IOException {
        FileFacts facts = facts("word\0word");
        assertTrue(facts.binary());
        assertEquals(Map.of(), facts.words());
        assertEquals(9, facts.bytes());
        assertFalse(facts.sha256().isEmpty());
    }

    @Test
    void unreadableFileIsAResultThatSaysWhy() {
        FileFacts facts = FileFacts.of(directory.resolve("missing").toUri().toString());
        assertTrue(facts.problem().contains("NoSuchFile"), facts::toString);
    }

    @Test
    void pathThatCannotBeIsAResultThatSaysWhy() {
        assertTrue(FileFacts.of("file:/a%00b").problem().contains("Nul character"));
    }

    @Test
    void wordsAreLettersInLowerCase() throws IOException {
        assertEquals(
                Map.of("be", 2, "größe", 1, "it", 1),
                words("Be it 2 BE; Größe: x \uD83D\uDE00 " + "y".repeat(41)));
    }

    @Test
    void differentWordsAreBounded() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 150_000; i++) {
            text.append(Integer.toString(i, 36).replaceAll("[0-9]", "") + "x".repeat(i % 9 + 1));
            text.append(letters(i)).append(' ');
        }
        assertEquals(100_000, words(text.toString()).size());
    }

    private static String letters(int number) {
        return Integer.toString(number, 10)
                .chars()
                .map(digit -> digit - '0' + 'a')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void factsTravel() throws IOException, ClassNotFoundException {
        FileFacts facts = facts("word");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(facts);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(facts, in.readObject());
        }
    }
}
