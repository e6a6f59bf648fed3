package io.quadriga.examples;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The regular files below a directory, sorted. Symbolic links are not followed, so there are no
 * loops; {@code .git} and {@code target} are left out.
 *
 * @param root the directory, or the only file
 * @param files the files, as URIs: a text that any name survives, whatever encoding the system has
 * @param problems what could not be listed, and why
 */
record FileTree(Path root, List<String> files, List<String> problems) {

    private static final Set<String> LEFT_OUT = Set.of(".git", "target");

    static FileTree of(Path root) throws IOException {
        Path real = root.toRealPath();
        Walk walk = new Walk(real);
        Files.walkFileTree(real, walk);
        Collections.sort(walk.files);
        return new FileTree(real, List.copyOf(walk.files), List.copyOf(walk.problems));
    }

    /**
     * The project around a directory: the furthest directory above it that has a {@code pom.xml}.
     */
    static Path projectAround(Path directory) {
        Path project = directory.toAbsolutePath().normalize();
        for (Path above = project; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve("pom.xml"))) {
                project = above;
            }
        }
        return project;
    }

    private static final class Walk extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<String> files = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return !directory.equals(root) && LEFT_OUT.contains(directory.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(file.toUri().toString());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            problems.add(unreadable.toString());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException broken) {
            if (broken != null) {
                problems.add(broken.toString());
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
