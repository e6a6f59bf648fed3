package io.quadriga.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.spi.ContextPropagator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How executors and the end of the JVM go together; each rule in a JVM of its own. */
abstract class ExecutorExitRules extends ExecutorCrashRules {

    @TempDir Path fork;

    private ForkedJvm.Ended run(String program) throws Exception {
        return run(program, new ForkedJvm(fork));
    }

    private ForkedJvm.Ended run(String program, ForkedJvm jvm) throws Exception {
        return jvm.run(ExitPrograms.class, getClass().getName(), program, fork.toString());
    }

    private Mark left(String name) {
        return new Mark(fork.resolve(name));
    }

    private static void assertExit(int value, ForkedJvm.Ended ended) {
        assertEquals(value, ended.exit(), ended::err);
    }

    /** E160: the JVM exits when the executor is idle, even if nobody closed it (pitfall 35). */
    @Test
    void e160_anIdleExecutorDoesNotHoldTheJvm() throws Exception {
        assertExit(0, run("idle"));
    }

    /** E161: {@code at-exit = drain}: the JVM stays while accepted work is outstanding. */
    @Test
    void e161_drainKeepsTheJvmForAcceptedWork() throws Exception {
        assumeConcurrent();
        assertExit(0, run("outstanding"));
        assertEquals(5, left("ended").count());
    }

    /** E162: a delayed task is accepted work: the JVM stays for it. */
    @Test
    void e162_drainKeepsTheJvmForDelayedWork() throws Exception {
        assertExit(0, run("delayed"));
        assertEquals(1, left("ended").count());
    }

    /** E163: the JVM stays while callbacks are outstanding. */
    @Test
    void e163_drainKeepsTheJvmForCallbacks() throws Exception {
        assertExit(0, run("callback"));
        assertEquals(1, left("ended").count());
    }

    /** E164: {@code at-exit = stop}: the JVM ends and drops what was accepted. */
    @Test
    void e164_stopLetsTheJvmEnd() throws Exception {
        assumeConcurrent();
        assertExit(0, run("stop"));
        assertTrue(left("ended").count() < 5);
    }

    /** E165: a body reported stuck does not hold the JVM. */
    @Test
    void e165_aStuckBodyDoesNotHoldTheJvm() throws Exception {
        assumeConcurrent();
        assertExit(0, run("stuck"));
    }

    /** E166: {@code System.exit} drains what was accepted. */
    @Test
    void e166_systemExitDrains() throws Exception {
        assumeConcurrent();
        assertExit(3, run("exit"));
        assertEquals(5, left("ended").count());
    }

    /** E167: {@code System.exit} drains for {@code exit-grace}, then kills. */
    @Test
    void e167_systemExitKillsAfterTheGrace() throws Exception {
        assumeConcurrent();
        assertExit(3, run("exit-grace"));
    }

    /** E168: an executor dropped without close is reported once and closed. */
    @Test
    void e168_aDroppedExecutorIsReportedOnce() throws Exception {
        ForkedJvm.Ended ended = run("dropped");
        assertExit(0, ended);
        assertEquals(1, left("ended").count());
        assertEquals(1, ended.lines("without close"), ended::err);
        assertTrue(ended.err().contains("executor=exit"), ended::err);
    }

    /** E169: the submitter's MDC is set in the task, and gone afterwards. */
    @Test
    void e169_theMdcIsCarried() throws Exception {
        ForkedJvm jvm = new ForkedJvm(fork).flag("-Dslf4j.provider=" + KitLogging.class.getName());
        ForkedJvm.Ended ended = run("mdc", jvm);
        assertExit(0, ended);
        String expected = "single=ann rich=ann map=[ann] stream=[ann] after=null";
        assertEquals(expected, ended.out().strip().replaceAll("\\s+", " "), ended::err);
    }

    /** E170: other contexts are carried by a ContextPropagator on the class path. */
    @Test
    void e170_aContextPropagatorIsUsed() throws Exception {
        ForkedJvm jvm = new ForkedJvm(fork).service(ContextPropagator.class, KitPropagator.class);
        ForkedJvm.Ended ended = run("propagator", jvm);
        assertExit(0, ended);
        String expected = "single=here map=[here] after=null";
        assertEquals(expected, ended.out().strip().replaceAll("\\s+", " "), ended::err);
        assertTrue(Files.exists(fork.resolve("services")));
    }
}
