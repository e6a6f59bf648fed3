package io.quadriga.ipc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the tests of shared objects have in common: names, processes, and that nothing is left. */
@Timeout(Bounds.TEST_SECONDS)
@EnabledOnOs(OS.LINUX)
abstract class SyncTest {

    /** Longer than any wait of a right implementation, for commands of other processes. */
    static final long LONG_MILLIS = Bounds.SOON.toMillis();

    private final String unique = UUID.randomUUID().toString();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** A name of this test. */
    String name(String what) {
        return what + "-" + unique;
    }

    /** Closes something after the test. */
    <T extends AutoCloseable> T closing(T object) {
        opened.add(object);
        return object;
    }

    ActorProcess actor() throws IOException {
        return closing(ActorProcess.start(SyncActor.class, "-"));
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        SharedFiles.sweep(SharedDirectory.open());
        assertEquals(List.of(), files(), "files left");
    }

    /** The files of this test. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(SharedDirectory.open())) {
            return all.filter(file -> file.toString().contains(unique)).toList();
        }
    }
}
