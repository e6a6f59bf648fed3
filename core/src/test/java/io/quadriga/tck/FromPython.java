package io.quadriga.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Checks what a module says to those who come from Python. Three files of the module speak of the
 * same names:
 *
 * <ul>
 *   <li>{@code src/test/resources/from-python-names.txt}: the public Python names that must have a
 *       row, one in each line, so that a forgotten one is noticed;
 *   <li>{@code src/test/resources/from-python.tsv}: the rows, in four columns: the Python names,
 *       what they are here, what differs, the tests that show it;
 *   <li>{@code FROM-PYTHON.md}: the page with the same rows as tables.
 * </ul>
 *
 * <p>Several names, members or tests in one column are separated by a slash between spaces. A
 * member is {@code package.Class}, {@code package.Class#member} or {@code package.Class#new}, a
 * test {@code package.Class#method} of a class that can be run. What was not built is {@code -},
 * with {@code not built:} and the reason in the third column. Empty lines and those with a {@code
 * #} in front are comments.
 */
public final class FromPython {

    private static final String NOT_BUILT = "not built: ";

    private final Path module;
    private final List<String> problems = new ArrayList<>();

    /**
     * Prepares the check of a module.
     *
     * @param module its directory
     */
    public FromPython(Path module) {
        this.module = module;
    }

    /**
     * Prepares the check of the module whose tests are run.
     *
     * @return the check
     */
    public static FromPython ofThisModule() {
        return new FromPython(Path.of(System.getProperty("basedir", "")));
    }

    /**
     * Looks for everything that is wrong.
     *
     * @return a line for each problem that says what to do about it; none if all is well
     */
    public List<String> problems() {
        problems.clear();
        List<Row> rows = rows();
        rows.forEach(this::check);
        checkNames(rows);
        checkPage(rows);
        return List.copyOf(problems);
    }

    /**
     * Returns the page's lines for the rows of the list, in its order.
     *
     * @return a table line for each row
     */
    public List<String> page() {
        return rows().stream().map(Row::line).toList();
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : entries("src/test/resources/from-python.tsv")) {
            String[] columns = line.split("\t", -1);
            if (columns.length == 4) {
                rows.add(new Row(columns[0], columns[1], columns[2], columns[3]));
            } else {
                problem("a row needs 4 columns", "columns=" + columns.length + ", row=" + line);
            }
        }
        return rows;
    }

    private void check(Row row) {
        if (row.here().equals("-")) {
            if (!row.differs().startsWith(NOT_BUILT)) {
                problem("what was not built needs \"" + NOT_BUILT + "\" and the reason", row);
            }
            return;
        }
        for (String here : split(row.here())) {
            if (!memberExists(here)) {
                problem("no such public member: here=" + here, row);
            }
        }
        for (String test : split(row.test())) {
            if (!testExists(test)) {
                problem("no such test in a class that can be run: test=" + test, row);
            }
        }
    }

    private void checkNames(List<Row> rows) {
        Set<String> named = new HashSet<>();
        for (Row row : rows) {
            for (String name : split(row.python())) {
                if (!named.add(name)) {
                    problem("a name has two rows: name=" + name, row);
                }
            }
        }
        for (String name : entries("src/test/resources/from-python-names.txt")) {
            if (!named.contains(name)) {
                problem("a name has no row in from-python.tsv", "name=" + name);
            }
        }
    }

    private void checkPage(List<Row> rows) {
        Set<String> lines = new HashSet<>();
        rows.forEach(row -> lines.add(row.line()));
        Set<String> onPage = new HashSet<>();
        for (String line : read("FROM-PYTHON.md")) {
            if (line.startsWith("| `") && onPage.add(line) && !lines.contains(line)) {
                problem("a row of FROM-PYTHON.md is not in from-python.tsv", "line=" + line);
            }
        }
        for (String line : lines) {
            if (!onPage.contains(line)) {
                problem("a row of from-python.tsv is not in FROM-PYTHON.md", "line=" + line);
            }
        }
    }

    private void problem(String what, Object where) {
        problems.add(what + ": " + where);
    }

    private List<String> entries(String file) {
        return read(file).stream().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    }

    private List<String> read(String file) {
        try {
            return Files.readAllLines(module.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> split(String column) {
        return List.of(column.split(" / "));
    }

    private static boolean memberExists(String reference) {
        int hash = reference.indexOf('#');
        Class<?> type = load(hash < 0 ? reference : reference.substring(0, hash));
        if (type == null || !Modifier.isPublic(type.getModifiers())) {
            return false;
        }
        String member = reference.substring(hash + 1);
        return hash < 0
                || (member.equals("new") && type.getConstructors().length > 0)
                || Stream.<Member>concat(Stream.of(type.getMethods()), Stream.of(type.getFields()))
                        .anyMatch(m -> m.getName().equals(member));
    }

    private static boolean testExists(String reference) {
        int hash = reference.indexOf('#');
        Class<?> type = hash < 0 ? null : load(reference.substring(0, hash));
        if (type == null || Modifier.isAbstract(type.getModifiers())) {
            return false;
        }
        String name = reference.substring(hash + 1);
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && AnnotationSupport.isAnnotated(method, Testable.class)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Class<?> load(String name) {
        try {
            return Class.forName(name, false, FromPython.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private record Row(String python, String here, String differs, String test) {

        String line() {
            return "| %s | %s | %s | %s |"
                    .formatted(code(python, false), code(here, false), differs, code(test, true));
        }

        /** Our own names go without their packages, others in full, as they are imported. */
        private static String code(String column, boolean isTest) {
            if (column.equals("-")) {
                return column;
            }
            return String.join(
                    "<br>", split(column).stream().map(r -> "`" + brief(r, isTest) + "`").toList());
        }

        private static String brief(String reference, boolean isTest) {
            String own = reference.replaceFirst("^io\\.quadriga\\.([a-z]+\\.)*", "");
            return (isTest ? own : own.replaceFirst("#new$", "()"))
                    .replace('$', '.')
                    .replace('#', '.');
        }
    }
}
