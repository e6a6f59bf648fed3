package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Action;
import io.quadriga.Task;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.tck.Bounds;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Bounds.TEST_SECONDS)
class ChildProcessTest {

    private static final int KILL = 9;
    private static final int TERM = 15;

    @TempDir Path directory;

    private final List<ChildProcess> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (ChildProcess each : started) {
            each.kill();
            assertTrue(each.join(Bounds.SOON), each::toString);
        }
    }

    @Test
    void optionsReplaceThoseSetBefore() throws Exception {
        ChildProcess child =
                ChildProcess.builder(ChildProcessTest::exitByOptions)
                        .jvmArguments("-Dfirst=1")
                        .jvmArguments(List.of("-Dsecond=2"))
                        .environment("FIRST", "1")
                        .environment(Map.of("SECOND", "2"))
                        .build();
        child.start();
        child.join();
        assertEquals(8, child.exit().orElseThrow().code());
    }

    private static void exitByOptions() {
        String first = System.getProperty("first") + System.getenv("FIRST");
        String second = System.getProperty("second") + System.getenv("SECOND");
        System.exit(first.equals("nullnull") && second.equals("22") ? 8 : 9);
    }

    @Test
    void childKnowsItsNameItsParentAndItself() throws Exception {
        String file = file("seen");
        ChildProcess child =
                start(ChildProcess.builder(ChildProcessTest::tell, file).name("teller"));
        join(child);
        assertEquals(
                List.of(
                        "teller",
                        Long.toString(child.pid()),
                        Long.toString(ProcessHandle.current().pid())),
                Files.readAllLines(Path.of(file)));
        assertEquals(0, child.exit().orElseThrow().code());
        assertTrue(ChildProcess.current().isEmpty());
        assertTrue(ChildProcess.parent().isEmpty());
    }

    private static Object tell(String file) throws IOException {
        ChildProcess current = ChildProcess.current().orElseThrow();
        long parent = ChildProcess.parent().orElseThrow().pid();
        return Files.writeString(
                Path.of(file), current.name() + "\n" + current.pid() + "\n" + parent + "\n");
    }

    @Test
    void subclassRunsItsOwnBodyWithItsFields() throws Exception {
        Greeter greeter = new Greeter(file("greeting"), "bob");
        assertFalse(greeter.isAlive());
        started.add(greeter);
        greeter.start();
        join(greeter);
        assertEquals("hello bob from greeter", Files.readString(Path.of(greeter.file)));
    }

    private static final class Greeter extends ChildProcess {
        private static final long serialVersionUID = 1L;

        final String file;
        final String whom;

        Greeter(String file, String whom) {
            super(ChildProcess.builder().name("greeter"));
            this.file = file;
            this.whom = whom;
        }

        @Override
        protected void run() throws IOException {
            assertSame(this, ChildProcess.current().orElseThrow());
            Files.writeString(Path.of(file), "hello " + whom + " from " + name());
        }
    }

    @Test
    void exitIsTheValueGivenOrOneForAnException() throws Exception {
        ChildProcess exiting = start(ChildProcess.builder((Action) () -> System.exit(8)));
        ChildProcess throwing =
                start(
                        ChildProcess.builder(
                                (Task<Object>)
                                        () -> {
                                            throw new IOException("nothing there");
                                        }));
        join(exiting);
        join(throwing);
        assertEquals(8, exiting.exit().orElseThrow().code());
        ChildExit thrown = throwing.exit().orElseThrow();
        assertEquals(1, thrown.code());
        assertFalse(thrown.succeeded());
        assertTrue(
                thrown.lastLines().getFirst().contains("IOException: nothing there"),
                thrown::toString);
    }

    @Test
    void killAndTerminateAreToldAsTheirSignals() throws Exception {
        ChildProcess killed = start(ChildProcess.builder((Action) ChildProcessTest::spin));
        ChildProcess terminated = start(ChildProcess.builder((Action) ChildProcessTest::spin));
        assertFalse(killed.join(Duration.ZERO));
        assertFalse(killed.join(Duration.ofSeconds(-1)));
        assertTrue(killed.isAlive());
        assertTrue(killed.exit().isEmpty());

        killed.kill();
        terminated.terminate();
        join(killed);
        join(terminated);

        assertEquals(KILL, killed.exit().orElseThrow().signal());
        assertEquals(TERM, terminated.exit().orElseThrow().signal());
        assertFalse(killed.isAlive());
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void childWaitsForItsThreads() throws Exception {
        String file = file("late");
        ChildProcess child = start(ChildProcess.builder(ChildProcessTest::writeLater, file));
        join(child);
        assertEquals("late", Files.readString(Path.of(file)));
    }

    private static Object writeLater(String file) {
        Thread main = Thread.currentThread();
        Thread thread =
                new Thread(() -> {
                    try {
                        main.join();
                        Files.writeString(Path.of(file), "late");
                    } catch (IOException | InterruptedException failed) {
                        throw new IllegalStateException(failed);
                    }
                });
        thread.start();
        return thread.getName();
    }

    @Test
    void startsOnceAndOnlyWhereItWasMade() throws Exception {
        ChildProcess child = ChildProcess.builder((Action) () -> {}).build();
        assertThrows(IllegalStateException.class, child::join);
        assertThrows(IllegalStateException.class, child::pid);
        assertThrows(IllegalStateException.class, child::kill);
        started.add(child);
        child.start();
        assertThrows(IllegalStateException.class, child::start);
        join(child);

        ChildProcess itself = start(ChildProcess.builder((Action) ChildProcessTest::startItself));
        join(itself);
        assertEquals(0, itself.exit().orElseThrow().code());
    }

    private static void startItself() {
        ChildProcess self = ChildProcess.current().orElseThrow();
        IllegalStateException refused = assertThrows(IllegalStateException.class, self::start);
        assertTrue(refused.getMessage().startsWith("not a child of this process: name="));
    }

    @Test
    void bodyThatCannotBeSentFailsTheStart() {
        Thread thread = Thread.currentThread();
        ChildProcess child = ChildProcess.builder((Action) thread::interrupt).build();
        assertThrows(TaskNotSerializableException.class, child::start);
        assertFalse(child.isAlive());
    }

    @Test
    void childrenOfAChildAreNamedAfterItAndDieByItsKill() throws Exception {
        String file = file("nested");
        ChildProcess outer =
                start(ChildProcess.builder(ChildProcessTest::startInner, file).name("outer"));
        Bounds.await("the inner child has told", () -> lines(file).size() == 2);
        ProcessHandle inner = ProcessHandle.of(Long.parseLong(lines(file).get(1))).orElseThrow();
        assertEquals("outer:1", lines(file).get(0));
        outer.kill();
        Bounds.await("the inner child is gone", () -> !inner.isAlive());
    }

    private static Object startInner(String file) throws Exception {
        ChildProcess inner = ChildProcess.builder((Action) ChildProcessTest::spin).build();
        inner.start();
        Files.writeString(Path.of(file), inner.name() + "\n" + inner.pid() + "\n");
        inner.join();
        return inner;
    }

    /** A value of 137 is a signal's or its own: both are told. */
    @Test
    void aHaltIsNoSignal() throws Exception {
        ChildProcess halting =
                ChildProcess.builder(() -> Runtime.getRuntime().halt(137)).name("halting").build();
        halting.start();
        halting.join();
        ChildExit exit = halting.exit().orElseThrow();
        assertEquals(137, exit.code());
        assertEquals(0, exit.signal());
        assertEquals("ChildProcess[halting, exit=137]", halting.toString());

        ChildProcess killed =
                ChildProcess.builder(
                                () -> {
                                    Thread.sleep(Bounds.NEVER);
                                    return 0;
                                })
                        .name("killed")
                        .build();
        killed.start();
        killed.kill();
        killed.join();
        assertEquals(137, killed.exit().orElseThrow().code());
        assertEquals(9, killed.exit().orElseThrow().signal());
        assertEquals("ChildProcess[killed, signal=9]", killed.toString());
    }

    /** Has a field of a class that only its parent has. */
    private static final class HalfThere implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws ClassNotFoundException {
            throw new ClassNotFoundException("com.example.Gone");
        }
    }

    /** Without a stack trace: there is nothing of the user's in it. */
    @Test
    void aChildThatCannotReadItsBodySaysSoInALine() throws Exception {
        HalfThere argument = new HalfThere();
        ChildProcess child = ChildProcess.builder(each -> each.hashCode(), argument).build();
        child.start();
        child.join();
        ChildExit exit = child.exit().orElseThrow();
        assertEquals(1, exit.code());
        assertEquals(
                List.of(
                        "child does not begin: class not found: class=com.example.Gone; put it on"
                                + " the class path of the process that reads the frame"),
                exit.lastLines());
    }

    @Test
    void onExitTellsTheEndOnce() throws Exception {
        ChildProcess child = start(ChildProcess.builder((Action) () -> {}));
        var broken = child.onExit();
        broken.complete(new ChildExit(1, 2, 3, true, List.of()));
        ChildExit exit = child.onExit().get(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
        assertTrue(exit.succeeded());
        assertEquals(child.pid(), exit.pid());
        assertSame(exit, child.exit().orElseThrow());
    }

    @Test
    void manyChildrenEndAtOnce() throws Exception {
        List<ChildProcess> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int value = i;
            many.add(start(ChildProcess.builder((Action) () -> System.exit(value))));
        }
        for (int i = 0; i < many.size(); i++) {
            join(many.get(i));
            assertEquals(i, many.get(i).exit().orElseThrow().code());
        }
    }

    @Test
    void closedStreamsOfTheChildHarmNothing() throws Exception {
        ChildProcess child =
                start(
                        ChildProcess.builder(
                                (Action)
                                        () -> {
                                            System.out.close();
                                            System.err.close();
                                        }));
        join(child);
        assertTrue(child.exit().orElseThrow().succeeded());
    }

    private ChildProcess start(ChildProcess.Builder builder) {
        ChildProcess child = builder.build();
        started.add(child);
        child.start();
        return child;
    }

    private static void join(ChildProcess child) throws InterruptedException {
        assertTrue(child.join(Bounds.SOON), child::toString);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException none) {
            return List.of();
        }
    }
}
