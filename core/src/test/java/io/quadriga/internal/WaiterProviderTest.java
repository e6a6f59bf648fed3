package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.spi.Waiter;
import io.quadriga.tck.Bounds;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Bounds.TEST_SECONDS)
class WaiterProviderTest {

    @TempDir private Path services;

    @Test
    void everyBlockingCallWaitsByTheWaiterOfItsCaller() throws Exception {
        Path file = services.resolve("META-INF/services/" + Waiter.Provider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, WatchedWaits.class.getName());
        ClassLoader outside = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPathAndServices(), outside)) {
            Object wrong =
                    loader.loadClass(WaitingProgram.class.getName())
                            .getMethod("callAll")
                            .invoke(null);
            assertEquals(List.of(), wrong);
        }
    }

    private URL[] classPathAndServices() throws Exception {
        List<URL> urls = new ArrayList<>();
        urls.add(services.toUri().toURL());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
