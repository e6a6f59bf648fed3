package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.process.ways.WayLayer;
import io.quadriga.process.ways.WayLoader;
import io.quadriga.process.ways.WayNested;
import io.quadriga.process.ways.WayProgram;
import io.quadriga.tck.Bounds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which people start a JVM: its workers run, and nothing else is heard of them. */
@Timeout(Bounds.LONG_TEST_SECONDS)
class LaunchWaysTest {

    private static final String PROGRAM = WayProgram.class.getName();
    private static final String ANSWER = "answer 42\n";
    private static final String ONE = "1";
    private static final String NESTED = "3";

    @TempDir Path directory;

    private final List<String> entries = WayJars.classPath();

    @Test
    void plainClassPath() throws Exception {
        heard(ANSWER, "-cp", joined(entries), PROGRAM, ONE);
    }

    @Test
    void fromAWorkerOfAWorker() throws Exception {
        heard(ANSWER, "-cp", joined(entries), PROGRAM, NESTED);
    }

    @Test
    void relativeEntries() throws Exception {
        List<String> relative = new ArrayList<>();
        Path here = directory.toRealPath();
        for (String each : entries) {
            relative.add(here.relativize(Path.of(each).toRealPath()).toString());
        }
        heard(ANSWER, "-cp", joined(relative), PROGRAM, NESTED);
    }

    @Test
    void classPathVariable() throws Exception {
        WayJvm jvm = new WayJvm(directory).environment(Map.of("CLASSPATH", joined(entries)));
        assertEquals(new WayJvm.Heard(ANSWER, ""), jvm.run(PROGRAM, ONE));
    }

    @Test
    void wildcard() throws Exception {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        WayJars.jars(lib);
        heard(ANSWER, "-cp", "lib/*", PROGRAM, ONE);
    }

    @Test
    void argumentFile() throws Exception {
        Files.writeString(directory.resolve("arguments"), "-cp\n\"" + joined(entries) + "\"\n");
        heard(ANSWER, "@arguments", PROGRAM, ONE);
    }

    @Test
    void optionsInVariables() throws Exception {
        WayJvm jvm =
                new WayJvm(directory)
                        .environment(
                                Map.of("JDK_JAVA_OPTIONS", "-Xmx64m", "JAVA_TOOL_OPTIONS", "-ea"));
        WayJvm.Heard heard = jvm.run("-cp", joined(entries), PROGRAM, NESTED);
        assertEquals(ANSWER, heard.out());
        assertEquals(2, heard.err().lines().count(), heard.err()); // of the first JVM itself
    }

    @Test
    void pathOf200000Characters() throws Exception {
        List<String> all = new ArrayList<>(entries);
        Path odd = Files.createDirectory(directory.resolve("a b'c\"d\\e$f%g#h"));
        while (joined(all).length() < 200_000) {
            String name = "entry-".repeat(40) + all.size();
            all.add(Files.createDirectory(odd.resolve(name)).toString());
        }
        String quoted = joined(all).replace("\\", "\\\\").replace("\"", "\\\"");
        Files.writeString(directory.resolve("arguments"), "-cp\n\"" + quoted + "\"\n");
        heard(ANSWER, "@arguments", PROGRAM, NESTED);
    }

    @Test
    void fatJar() throws Exception {
        Path jar = WayJars.fat(directory.resolve("fat.jar"), WayProgram.class);
        heard(ANSWER, "-jar", jar.toString(), NESTED);
    }

    @Test
    void jarInAnotherDirectoryThanTheWorkingOne() throws Exception {
        WayJars.fat(directory.resolve("fat.jar"), WayProgram.class);
        heard(ANSWER, "-jar", "fat.jar", NESTED);
    }

    @Test
    void manifestOfAJarThatIsDeletedLater() throws Exception {
        Path jar = WayJars.pathing(directory.resolve("pathing.jar"), entries, WayProgram.class);
        WayJvm jvm = new WayJvm(directory).environment(Map.of("WAIT", "1"));
        jvm.beforeInput("waiting", () -> Files.deleteIfExists(jar));
        String[] line = {"-jar", jar.toString(), NESTED};
        assertEquals(new WayJvm.Heard("waiting\nread 10\n" + ANSWER, ""), jvm.run(line));
    }

    @Test
    void classLoaderOfABuildTool() throws Exception {
        Path boot = WayJars.only(directory.resolve("boot.jar"), WayLoader.class);
        heard(
                ANSWER,
                "-Dentries=" + joined(entries),
                "-cp",
                boot.toString(),
                WayLoader.class.getName(),
                NESTED);
    }

    @Test
    void surefireWithoutAForkOrWithoutAManifest() throws Exception {
        Path boot = WayJars.only(directory.resolve("boot.jar"), WayLoader.class);
        heard(
                ANSWER,
                "-Dentries=" + joined(entries),
                "-Dsurefire.test.class.path=" + joined(entries),
                "-cp",
                boot.toString(),
                WayLoader.class.getName(),
                ONE);
    }

    @Test
    void modulePath() throws Exception {
        Path mods = Files.createDirectory(directory.resolve("mods"));
        WayJars.jars(mods);
        String module = "quadriga.ways/" + PROGRAM;
        heard(ANSWER, "-p", "mods", "--add-modules", "org.slf4j", "-m", module, NESTED);
    }

    /** Spring Boot's way: the JVM cannot do it without its loader, so it is refused. */
    @Test
    void jarsWithinAJarAreRefused() throws Exception {
        Path lib = Files.createDirectories(directory.resolve("app/BOOT-INF/lib"));
        WayJars.jars(lib);
        Path jar = WayJars.of(directory.resolve("app.jar"), directory.resolve("app"));
        refused(
                "a worker JVM cannot read Quadriga's classes where they are: ",
                "location=jar:nested:" + jar + "/!BOOT-INF/lib/io.quadriga.process.jar!/",
                "-Djarmode=tools -jar app.jar extract",
                "-cp",
                joined(entries),
                WayNested.class.getName(),
                jar.toString());
    }

    @Test
    void aModuleLayerOfItsOwnIsRefused() throws Exception {
        Path mods = Files.createDirectory(directory.resolve("mods"));
        WayJars.jars(mods);
        refused(
                "a worker JVM cannot find a module of a layer of its own: ",
                "module=io.quadriga.process",
                "put Quadriga on the module path or the class path of the JVM",
                "-cp",
                joined(entries),
                WayLayer.class.getName(),
                mods.toString());
    }

    private void refused(String what, String value, String remedy, String... line)
            throws IOException, InterruptedException {
        WayJvm.Heard heard = new WayJvm(directory).run(line);
        assertEquals("", heard.out());
        String said =
                heard.err().lines().filter(each -> each.contains(what)).findFirst().orElse("");
        assertTrue(said.contains(value), heard::err);
        assertTrue(said.contains(remedy), heard::err);
    }

    @Test
    void optionsThatDecideWhatClassesDo() throws Exception {
        heard(
                ANSWER,
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-ea",
                "-Xmx48m",
                "-cp",
                joined(entries),
                PROGRAM,
                NESTED);
    }

    private void heard(String out, String... line) throws IOException, InterruptedException {
        assertEquals(new WayJvm.Heard(out, ""), new WayJvm(directory).run(line));
    }

    private static String joined(List<String> all) {
        return String.join(File.pathSeparator, all);
    }
}
