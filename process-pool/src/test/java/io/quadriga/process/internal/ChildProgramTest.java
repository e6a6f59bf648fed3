package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.process.ways.ChildProgram;
import io.quadriga.tck.Bounds;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children of programs that come to their end. */
@Timeout(Bounds.LONG_TEST_SECONDS)
class ChildProgramTest {

    private static final List<String> PRINTED =
            List.of("child \u00e4", "child without an end of line");

    @TempDir Path directory;

    @Test
    void outputOfAChildIsThereBeforeItsEndIsTold() throws Exception {
        WayJvm.Heard heard = run("join");
        List<String> lines = heard.out().lines().toList();
        assertEquals(PRINTED, lines.subList(0, 2));
        assertTrue(lines.get(2).startsWith("parent "));
        assertEquals("child on stderr\n", heard.err());
    }

    @Test
    void programWaitsForAChildThatIsNoDaemon() throws Exception {
        WayJvm.Heard heard = run("leave");
        assertTrue(heard.out().lines().toList().containsAll(PRINTED), heard.out());
    }

    @Test
    void daemonIsGoneWithItsProgram() throws Exception {
        String[] words = run("daemon").out().trim().split(" ");
        long pid = Long.parseLong(words[1]);
        Bounds.await(
                "the child is gone",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void exitOfAProgramEndsItsChildren() throws Exception {
        String[] words = run("exit").out().split("parent ");
        long pid = Long.parseLong(words[words.length - 1].lines().toList().getFirst());
        Bounds.await(
                "the child is gone",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private WayJvm.Heard run(String what) throws Exception {
        String path = String.join(":", WayJars.classPath());
        return new WayJvm(directory)
                .run("-Dstdout.encoding=UTF-8", "-cp", path, ChildProgram.class.getName(), what);
    }
}
