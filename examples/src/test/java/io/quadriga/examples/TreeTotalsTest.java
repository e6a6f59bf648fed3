package io.quadriga.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeTotalsTest {

    private static TreeTotals totals(FileFacts... files) {
        TreeTotals totals = new TreeTotals();
        List.of(files).forEach(totals::add);
        return totals;
    }

    private static FileFacts file(String path, String sha256, Map<String, Integer> words) {
        return new FileFacts(Path.of(path).toUri().toString(), 3, 7, sha256, false, words, "");
    }

    @Test
    void equalTotalsDoNotDiffer() {
        TreeTotals one = totals(file("/a", "0", Map.of("x", 1)));
        TreeTotals same = totals(file("/a", "0", Map.of("x", 1)));
        assertEquals(Optional.empty(), one.differenceFrom(same));
        assertEquals(one.fingerprint(), same.fingerprint());
    }

    @Test
    void differentChecksumIsNamed() {
        TreeTotals one = totals(file("/a", "0", Map.of()));
        TreeTotals other = totals(file("/a", "1", Map.of()));
        assertTrue(one.differenceFrom(other).orElseThrow().contains("/a"));
        assertNotEquals(one.fingerprint(), other.fingerprint());
    }

    @Test
    void differentCountIsNamedOnBothSides() {
        TreeTotals one = totals(file("/a", "0", Map.of("x", 1)));
        TreeTotals other = totals(file("/a", "0", Map.of("x", 1, "y", 2)));
        assertEquals("word=y, count=null and 2", one.differenceFrom(other).orElseThrow());
        assertEquals("word=y, count=2 and null", other.differenceFrom(one).orElseThrow());
    }

    @Test
    void missingFileIsADifference() {
        TreeTotals one = totals(file("/a", "0", Map.of()));
        assertEquals("files=1 and 0", one.differenceFrom(totals()).orElseThrow());
    }

    @Test
    void oddFileNamesAreEscapedAsSha256sumDoes() {
        TreeTotals odd = totals(file("/r/a\nb\\c", "0", Map.of()));
        assertEquals(List.of("\\0  a\\nb\\\\c"), odd.sha256Lines(Path.of("/r")));
    }
}
