package io.quadriga.internal;

import static io.quadriga.Futures.When.ALL;
import static io.quadriga.Futures.When.FIRST_COMPLETED;
import static io.quadriga.Futures.When.FIRST_FAILED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quadriga.Callback;
import io.quadriga.Future;
import io.quadriga.Futures;
import io.quadriga.TaskFailedException;
import io.quadriga.TaskState;
import io.quadriga.WaitTimeoutException;
import io.quadriga.spi.Promise;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who know {@code concurrent.futures.Future} expect of a future and of waits for it. */
@Timeout(Bounds.TEST_SECONDS)
class FromPythonFutureTest {

    private final IllegalStateException error = new IllegalStateException("as meant");

    @Test
    void c01_callbacksAreGivenTheResult() throws Exception {
        Promise<String> future = new Promise<>();
        BlockingQueue<Object> heard = hear(future);

        future.succeed("done");

        assertEquals("done", next(heard));
    }

    @Test
    void c02_callbacksAreGivenTheErrorAndExceptionReturnsIt() throws Exception {
        Promise<String> future = new Promise<>();
        BlockingQueue<Object> heard = hear(future);

        future.fail(error);

        assertSame(error, next(heard));
        assertSame(error, future.exceptionNow());
        assertSame(error, assertThrows(IllegalStateException.class, future::result));
    }

    @Test
    void c02_aCheckedFailureComesWrapped() {
        Promise<String> future = new Promise<>();
        Exception checked = new Exception("as meant");

        future.fail(checked);

        assertSame(checked, assertThrows(ExecutionException.class, future::get).getCause());
        assertSame(checked, assertThrows(TaskFailedException.class, future::result).getCause());
    }

    @Test
    void c04_aCallbackOfAFinishedFutureRuns() throws Exception {
        assertEquals("done", next(hear(succeeded("done"))));
        assertSame(error, next(hear(failed())));
        assertInstanceOf(CancellationException.class, next(hear(cancelled())));
    }

    @Test
    void c05_whatALateCallbackThrowsReachesNobodyAndTheNextOneRuns() throws Exception {
        Promise<String> future = succeeded("done");

        future.onDone(result -> {
            throw error;
        });

        assertEquals("done", next(hear(future)));
    }

    @Test
    void c06_cancelSettlesWhatIsNotFinished() {
        Promise<String> running = new Promise<>();
        running.start();
        Promise<String> finished = succeeded("done");

        assertTrue(new Promise<>().cancel(false));
        assertTrue(cancelled().cancel(false));
        assertFalse(finished.cancel(true));
        assertEquals(TaskState.SUCCEEDED, finished.taskState());
        assertTrue(running.cancel(false));
        assertTrue(running.isCancelled());
        assertThrows(CancellationException.class, running::result);
    }

    @Test
    void c07_timeZeroPollsAndChangesNothing() {
        Promise<String> future = new Promise<>();

        assertThrows(TimeoutException.class, () -> future.result(Duration.ZERO));

        assertFalse(future.isDone());
    }

    @Test
    void c09_theFirstOutcomeStays() {
        Promise<String> future = succeeded("first");

        assertFalse(future.succeed("second"));
        assertFalse(future.fail(error));

        assertEquals("first", future.resultNow());
        assertThrows(IllegalStateException.class, future::exceptionNow);
    }

    @Test
    void c10_theStateIsTold() {
        Promise<String> future = new Promise<>();
        assertEquals(TaskState.QUEUED, future.taskState());
        future.start();
        assertEquals(TaskState.RUNNING, future.taskState());
        assertFalse(future.isDone());
        assertEquals(TaskState.FAILED, failed().taskState());
        assertEquals(TaskState.CANCELLED, cancelled().taskState());
        assertTrue(cancelled().isDone());
    }

    @Test
    void p16_waitTellsWhetherItIsDone() throws Exception {
        assertFalse(new Promise<>().await(Bounds.BRIEF));
        assertTrue(failed().await(Bounds.SOON));
    }

    @Test
    void c11_aFutureGivenTwiceCountsOnce() throws Exception {
        Future<String> future = succeeded("done");

        assertEquals(Set.of(future), Futures.waitFor(List.of(future, future), ALL).done());
    }

    @Test
    void c12_firstCompletedReturnsWithTheFirst() throws Exception {
        Promise<String> fast = new Promise<>();
        Future<String> slow = new Promise<>();
        var waiting = TestThread.start(() -> Futures.waitFor(List.of(fast, slow), FIRST_COMPLETED));
        waiting.awaitBlocked();

        fast.succeed("done");

        assertEquals(new Futures.Waited<>(Set.of(fast), Set.of(slow)), waiting.result());
    }

    @Test
    void c14_firstFailedReturnsWithTheFailureAndNotWithACancel() throws Exception {
        Promise<String> failing = new Promise<>();
        Future<String> slow = new Promise<>();
        Future<String> cancelled = cancelled();
        var waiting =
                TestThread.start(
                        () -> Futures.waitFor(List.of(cancelled, failing, slow), FIRST_FAILED));
        waiting.awaitBlocked();

        failing.fail(error);

        assertEquals(Set.of(slow), waiting.result().pending());
    }

    @Test
    void c16_aWaitOutOfTimeReturnsTheSplit() throws Exception {
        Future<String> done = succeeded("done");
        Future<String> cancelled = cancelled();
        Future<String> slow = new Promise<>();

        var waited = Futures.waitFor(List.of(done, cancelled, slow), ALL, Bounds.BRIEF);

        assertEquals(new Futures.Waited<>(Set.of(done, cancelled), Set.of(slow)), waited);
    }

    @Test
    void c18_asCompletedGivesEachOnceTheFinishedFirst() {
        Promise<String> late = new Promise<>();
        Future<String> failed = failed();
        Iterator<Future<String>> completed =
                Futures.asCompleted(List.of(late, failed, late)).iterator();

        assertSame(failed, completed.next());
        late.succeed("done");
        assertSame(late, completed.next());
        assertFalse(completed.hasNext());
    }

    @Test
    void c21_asCompletedOutOfTimeSaysHowManyAreUnfinished() {
        List<Future<String>> futures =
                List.of(new Promise<>(), succeeded("done"), new Promise<>(), failed());
        List<Future<String>> seen = new ArrayList<>();

        var late =
                assertThrows(
                        WaitTimeoutException.class,
                        () -> Futures.asCompleted(futures, Duration.ZERO).forEach(seen::add));

        assertEquals(List.of(futures.get(1), futures.get(3)), seen);
        assertTrue(late.getMessage().contains("2 of 4 unfinished"), late.getMessage());
    }

    private static <T> BlockingQueue<Object> hear(Future<T> future) {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        future.onDone(Callback.of(heard::add, heard::add));
        return heard;
    }

    private static Object next(BlockingQueue<Object> heard) throws InterruptedException {
        Object next = heard.poll(Bounds.SOON.toSeconds(), TimeUnit.SECONDS);
        assertTrue(next != null, "no callback ran");
        return next;
    }

    private static Promise<String> succeeded(String value) {
        Promise<String> future = new Promise<>();
        future.succeed(value);
        return future;
    }

    private Promise<String> failed() {
        Promise<String> future = new Promise<>();
        future.fail(error);
        future.exceptionNow();
        return future;
    }

    private static Promise<String> cancelled() {
        Promise<String> future = new Promise<>();
        future.cancel(false);
        return future;
    }
}
