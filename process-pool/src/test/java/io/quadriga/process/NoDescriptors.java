package io.quadriga.process;

import io.quadriga.Executor;
import io.quadriga.tck.Bounds;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** A program that may open few files, so that some worker of a pool cannot be launched. */
final class NoDescriptors {

    /** Enough for the first of five workers, not for the last. */
    private static final int LEFT = 18;

    private NoDescriptors() {}

    public static void main(String[] args) throws Exception {
        try (Executor warm = ParityFixture.pool(1).build()) {
            warm.submit(() -> 7).result(); // so that no class has to be read later
        }
        Bounds.await("no worker is left", () -> workers() == 0);
        List<FileInputStream> open = new ArrayList<>();
        try (Executor pool = ParityFixture.pool(5).build()) {
            String said = "accepted";
            takeAllButAFew(open);
            try {
                var _ = pool.submit(() -> 7);
            } catch (RejectedExecutionException refused) {
                said = "refused";
            } finally {
                release(open);
            }
            Bounds.await("no worker is left", () -> workers() == 0);
            System.out.println(said + ", workers=" + workers());
        }
    }

    /** The JVMs among the children; a shell waits beside them for the end of this one. */
    private static long workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .count();
    }

    private static void takeAllButAFew(List<FileInputStream> open) throws IOException {
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            for (int i = 0; i < LEFT; i++) {
                open.removeLast().close();
            }
        }
    }

    private static void release(List<FileInputStream> open) throws IOException {
        for (FileInputStream each : open) {
            each.close();
        }
        open.clear();
    }
}
