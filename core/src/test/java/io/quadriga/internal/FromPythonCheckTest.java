package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.FromPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of the parity pages itself. */
class FromPythonCheckTest {

    private static final String THIS = FromPythonCheckTest.class.getName();
    private static final String GOOD =
            "py.wait\tio.quadriga.Futures#waitFor\tsame\t" + THIS + "#aTrueRowPasses";

    @TempDir Path module;

    @BeforeEach
    void makeModule() throws IOException {
        Files.createDirectories(module.resolve("src/test/resources"));
        write("src/test/resources/from-python-names.txt", "# a section", "", "py.wait");
    }

    @Test
    void aTrueRowPasses() throws IOException {
        writeRows(GOOD);

        assertEquals(List.of(), problems());
    }

    @Test
    void severalNamesMayShareARow() throws IOException {
        writeRows(GOOD.replace("py.wait", "py.wait / py.waitFor"));

        assertEquals(List.of(), problems());
        assertTrue(page().getFirst().startsWith("| `py.wait`<br>`py.waitFor` | `Futures.waitFor`"));
    }

    @ParameterizedTest
    @CsvSource({
        "io.quadriga.Futures#waitFor, io.quadriga.Future#waitFor",
        "io.quadriga.Futures#waitFor, io.quadriga.Futures#new",
        "io.quadriga.Futures#waitFor, io.quadriga.Absent",
        "io.quadriga.Futures#waitFor, io.quadriga.internal.FromPythonCheckTest",
        "io.quadriga.Futures#waitFor, -",
        "#aTrueRowPasses, #absent",
        "#aTrueRowPasses, #makeModule",
        "#aTrueRowPasses, ''",
        "py.wait, py.other",
    })
    void aWrongRowIsReported(String right, String wrong) throws IOException {
        writeRows(GOOD.replace(right, wrong));

        assertEquals(1, problems().size(), () -> problems().toString());
    }

    @Test
    void aRowHasFourColumns() throws IOException {
        writeRows(GOOD, "py.wait\t-\tnot built: three columns");

        assertEquals(1, problems().size());
    }

    @Test
    void aTestMustBeOfAClassThatCanBeRun() throws IOException {
        writeRows(GOOD.replace(THIS + "#aTrueRowPasses", "io.quadriga.tck.QueueContract#q1_any"));

        assertEquals(1, problems().size());
    }

    @Test
    void whatWasNotBuiltSaysWhy() throws IOException {
        writeRows("py.wait\t-\tnot built: nothing waits here\t-");

        assertEquals(List.of(), problems());
    }

    @Test
    void aNameHasOneRow() throws IOException {
        writeRows(GOOD, GOOD.replace("same", "other"));

        assertEquals(1, problems().size());
    }

    @Test
    void thePageHasTheRowsOfTheListAndNoOthers() throws IOException {
        writeRows(GOOD);
        String line = page().getFirst();

        write("FROM-PYTHON.md", "# From Python");
        assertEquals(1, problems().size());
        write("FROM-PYTHON.md", line, line.replace("same", "other"));
        assertEquals(1, problems().size());
    }

    private List<String> problems() {
        return new FromPython(module).problems();
    }

    private List<String> page() {
        return new FromPython(module).page();
    }

    private void writeRows(String... rows) throws IOException {
        write("src/test/resources/from-python.tsv", rows);
        write("FROM-PYTHON.md", String.join("\n", page()));
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(module.resolve(file), List.of(lines));
    }
}
