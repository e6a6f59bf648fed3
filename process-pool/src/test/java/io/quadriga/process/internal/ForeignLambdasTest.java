package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Fn;
import io.quadriga.Task;
import io.quadriga.spi.Run.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lambdas of classes that are not of our own module and loader. */
@Timeout(60)
class ForeignLambdasTest {

    private static final String SOURCE =
            """
            package app;
            import io.quadriga.*;
            public class Tasks implements java.io.Serializable {
                private final int base = 5;
                public static Task<Integer> square(int x) { return () -> x * x; }
                public static Fn<Long, Long> plus(long more) { return x -> x + more; }
                public Task<Integer> self() { return () -> base; }
                public static Task<Integer> failing() {
                    return () -> { throw new java.io.IOException("foreign"); };
                }
            }
            """;

    @TempDir private Path folder;

    private Path compile(String moduleInfo) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/app")).resolve("Tasks.java");
        Files.writeString(source, SOURCE);
        Path classes = folder.resolve("classes");
        String path = System.getProperty("java.class.path");
        String own = Path.of(codeSource(Task.class)) + java.io.File.pathSeparator + path;
        List<String> options = List.of("-d", classes.toString(), "-cp", own);
        if (moduleInfo.isEmpty()) {
            javac(options, source);
        } else {
            Path module = folder.resolve("src/module-info.java");
            Files.writeString(module, moduleInfo);
            List<String> more =
                    List.of("-d", classes.toString(), "-cp", own, "--add-reads", "app=ALL-UNNAMED");
            javac(more, source, module);
        }
        return classes;
    }

    private static String codeSource(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static void javac(List<String> options, Path... sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var units = files.getJavaFileObjects(sources);
            assertTrue(compiler.getTask(null, files, null, options, null, units).call());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static Object make(ClassLoader loader, String method, Class<?>[] types, Object... with)
            throws ReflectiveOperationException {
        Class<?> tasks = loader.loadClass("app.Tasks");
        return tasks.getMethod(method, types).invoke(null, with);
    }

    private void check(ClassLoader loader, boolean byNumber) throws Throwable {
        CodecPair codec = new CodecPair(loader);
        Class<?>[] ofInt = {int.class};
        assertEquals(81, codec.call((Task<?>) make(loader, "square", ofInt, 9)));
        assertEquals(byNumber, codec.number >= 0);
        Fn<?, ?> plus = (Fn<?, ?>) make(loader, "plus", new Class<?>[] {long.class}, 10L);
        TestRun chunk = codec.over(new TestRun(Shape.APPLY, plus, 1L, 2L));
        assertEquals(11L, chunk.value(0));
        assertEquals(12L, chunk.value(1));
        assertEquals(byNumber, codec.number >= 0);
        Task<?> failing = (Task<?>) make(loader, "failing", new Class<?>[0]);
        assertEquals(
                "foreign", assertThrows(IOException.class, () -> codec.call(failing)).getMessage());
        Class<?> tasks = loader.loadClass("app.Tasks");
        Object object = tasks.getConstructor().newInstance();
        assertEquals(5, codec.call((Task<?>) tasks.getMethod("self").invoke(object)));
        assertEquals(byNumber, codec.number >= 0);
    }

    @Test
    void ofAnotherLoaderAreCalledThroughAHandle() throws Throwable {
        URL[] urls = {url(compile(""))};
        try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
            check(loader, true);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException error) {
            throw new UncheckedIOException(error);
        }
    }

    @Test
    void ofAModuleThatIsClosedToUsGoAsObjects() throws Throwable {
        check(module(compile("module app { exports app; }")), false);
    }

    @Test
    void ofAModuleThatIsOpenAreCalledThroughAHandle() throws Throwable {
        check(module(compile("open module app { exports app; }")), true);
    }

    private ClassLoader module(Path classes) {
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration()
                        .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("app"));
        ModuleLayer.Controller controller =
                ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(boot), getClass().getClassLoader());
        Module app = controller.layer().findModule("app").orElseThrow();
        controller.addReads(app, getClass().getModule());
        return app.getClassLoader();
    }
}
