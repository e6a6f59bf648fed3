package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.tck.ExecutorContract;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of rules and the tests name one another. */
class ContractPageTest {

    private static final Path PAGE = Path.of("CONTRACT.md");
    private static final Pattern RULE = Pattern.compile("`(?:\\w+\\.)?([a-z]\\d+_\\w+)`");

    @Test
    void everyTestThatThePageNamesExists() throws Exception {
        Set<String> missing = named();
        missing.removeAll(rules(""));

        assertEquals(Set.of(), missing);
    }

    @Test
    void everyRuleOfTheKitStandsOnThePage() throws Exception {
        Set<String> unlisted = rules("io/quadriga/tck");
        assertTrue(unlisted.size() > 300, () -> "found only " + unlisted.size());
        unlisted.removeAll(named());

        assertEquals(Set.of(), unlisted);
    }

    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher rule = RULE.matcher(Files.readString(PAGE));
        while (rule.find()) {
            names.add(rule.group(1));
        }
        return names;
    }

    /** The names of all test methods that look like rules, below a folder of the test classes. */
    private static Set<String> rules(String folder) throws Exception {
        Path root =
                Path.of(
                        ExecutorContract.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                addRules(root.relativize(file).toString(), names);
            }
        }
        return names;
    }

    private static void addRules(String file, Set<String> names) throws ClassNotFoundException {
        String type = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        Class<?> tests = Class.forName(type, false, ContractPageTest.class.getClassLoader());
        for (Method method : tests.getDeclaredMethods()) {
            if (method.getName().matches("[a-z]\\d+_\\w+") && !method.isSynthetic()) {
                names.add(method.getName());
            }
        }
    }
}
