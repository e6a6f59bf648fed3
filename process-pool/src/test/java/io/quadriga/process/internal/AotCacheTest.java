package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quadriga.process.ways.AotPoolProgram;
import io.quadriga.process.ways.AotProgram;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that start with an AOT cache, each from a program of its own, on jars. */
@Timeout(Bounds.LONG_TEST_SECONDS)
class AotCacheTest {

    private static final String PLAIN = "plain 42\n";
    private static final String CACHED = "cached 42\n";
    private static final String WAIT = "wait";
    private static final String GO = "go";

    @TempDir Path directory;

    private Path caches;

    @BeforeEach
    void makeJars() throws IOException {
        WayJars.jars(Files.createDirectory(directory.resolve("lib")));
        caches = directory.resolve("cache/quadriga/aot");
    }

    @Test
    void firstProgramMakesTheCacheThatTheNextOneUses() throws Exception {
        assertEquals(PLAIN, run(WAIT));
        assertEquals(1, files(".aot").size());
        assertEquals(List.of(), files(".made"));
        assertEquals(CACHED, run(GO));
    }

    @Test
    void poolMakesTheCacheThatThePoolOfTheNextProgramUses() throws Exception {
        assertEquals(PLAIN, run(directory.resolve("one"), AotPoolProgram.class, WAIT));
        assertEquals(CACHED, run(directory.resolve("two"), AotPoolProgram.class, GO));
    }

    @Test
    @Tag("long")
    void damagedCacheIsDeletedAndNotUsed() throws Exception {
        assertEquals(PLAIN, run(WAIT));
        Path cache = files(".aot").getFirst();
        try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[4096]);
        }
        assertEquals(PLAIN, run(GO));
        assertFalse(Files.exists(cache));
        assertEquals(PLAIN, run(WAIT));
        assertEquals(CACHED, run(GO));
    }

    @Test
    @Tag("long")
    void changedJarHasNoCache() throws Exception {
        assertEquals(PLAIN, run(WAIT));
        Path jar = directory.resolve("lib/io.quadriga.core.jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        assertEquals(PLAIN, run(GO));
    }

    @Test
    @Tag("long")
    void programsThatMakeTheSameCacheAtOnceDoNoHarm() throws Exception {
        Thread other = new Thread(() -> run(directory.resolve("other"), WAIT), "other");
        other.start();
        assertEquals(PLAIN, run(WAIT));
        other.join();
        assertEquals(1, files(".aot").size());
        assertEquals(CACHED, run(GO));
    }

    @Test
    void directoryThatOthersCanWriteToIsNotUsed() throws Exception {
        Files.createDirectories(caches);
        Files.setPosixFilePermissions(caches, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(PLAIN, run(WAIT));
        assertEquals(List.of(), files(".aot"));
    }

    @Test
    void optionsThatNoCacheFitsLeaveItOut() {
        assertEquals(
                PLAIN,
                run(directory.resolve("x"), WAIT, "--add-opens=java.base/java.io=ALL-UNNAMED"));
        assertFalse(Files.exists(caches));
    }

    private String run(String what) {
        return run(directory.resolve("one"), what);
    }

    private String run(Path own, String what, String... options) {
        return run(own, AotProgram.class, what, options);
    }

    private String run(Path own, Class<?> program, String what, String... options) {
        try {
            Files.createDirectories(own);
            String[] line =
                    Stream.concat(
                                    Stream.of(options),
                                    Stream.of(
                                            "-cp",
                                            directory.resolve("lib") + "/*",
                                            program.getName(),
                                            what))
                            .toArray(String[]::new);
            WayJvm jvm =
                    new WayJvm(own)
                            .environment(
                                    Map.of(
                                            "XDG_CACHE_HOME",
                                            directory.resolve("cache").toString()));
            return jvm.run(line).out();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private List<Path> files(String part) throws IOException {
        if (!Files.exists(caches)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(caches)) {
            return all.filter(each -> isPart(each.getFileName().toString(), part)).toList();
        }
    }

    private static boolean isPart(String name, String part) {
        return part.equals(".aot") ? name.endsWith(part) : name.contains(part);
    }
}
