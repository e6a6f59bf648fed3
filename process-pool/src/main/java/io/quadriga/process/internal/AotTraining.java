package io.quadriga.process.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one cache, in the background: a JVM runs the classes of a worker and writes what it has
 * learnt, a second one proves that it can be read. One process at a time makes a cache.
 */
final class AotTraining implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(AotTraining.class);

    private static final long LONGEST_SECONDS = 120;

    private final Path directory;
    private final Path file;

    AotTraining(Path directory, Path file) {
        this.directory = directory;
        this.file = file;
    }

    @Override
    public void run() {
        try {
            AotDirectory.open(directory);
            Path lockFile = directory.resolve(file.getFileName() + ".lock");
            try (FileChannel channel =
                            FileChannel.open(
                                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null && !new AotCache(file).isWhole()) {
                    make();
                }
            }
        } catch (OverlappingFileLockException twice) {
            LOG.debug("this process is making the AOT cache already: file={}", file, twice);
        } catch (IOException | UnsupportedOperationException failed) {
            LOG.warn("AOT cache not made: file={}; workers start without it", file, failed);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void make() throws IOException, InterruptedException {
        deleteLeftovers();
        Path made = directory.resolve(stem() + ProcessHandle.current().pid() + ".made");
        try {
            java("train", "-XX:AOTCacheOutput=" + made);
            if (!Files.exists(made)) {
                throw new IOException("the JVM wrote no AOT cache: file=" + made);
            }
            if (java("check", "-XX:AOTCache=" + made, "-XX:AOTMode=on") != 0) {
                throw new IOException("the JVM cannot run with its AOT cache: file=" + made);
            }
            new AotCache(file).install(made);
            AotDirectory.prune(directory);
            LOG.info("AOT cache made for the workers of later programs: file={}", file);
        } finally {
            deleteLeftovers();
        }
    }

    private String stem() {
        return file.getFileName() + ".";
    }

    /** What a training that was killed has left; the lock says that nobody else is at it. */
    private void deleteLeftovers() throws IOException {
        List<Path> leftovers = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(each -> isLeftover(each.getFileName().toString())).forEach(leftovers::add);
        }
        for (Path each : leftovers) {
            Files.deleteIfExists(each);
        }
    }

    private boolean isLeftover(String name) {
        return name.startsWith(stem()) && name.contains(".made");
    }

    private int java(String what, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(Shell.detached(WorkerCommand.Streams.LOGGED));
        line.add(JvmPath.current().java().toString());
        line.addAll(JvmFlags.forTraining());
        line.addAll(List.of(options));
        line.add("-cp");
        line.add(String.join(":", JvmPath.current().ours()));
        line.add(AotTrainer.class.getName());
        line.add(what);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        WorkerProcess.silence(builder.environment());
        Process process = builder.start();
        Warden.get().watch(process.pid());
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("took too long: seconds=" + LONGEST_SECONDS);
            }
            return process.exitValue();
        } finally {
            Warden.get().kill(process.pid());
            Warden.get().forget(process.pid());
        }
    }
}
