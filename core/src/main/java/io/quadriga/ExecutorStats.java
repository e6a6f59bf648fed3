package io.quadriga;

/**
 * Counts of one executor, all its views together. A task is one input: a bulk call of 100 inputs
 * counts 100, however they are chunked. Each figure is exact, and either grows only or is a level;
 * together they are not one atomic cut.
 *
 * @param submitted tasks accepted so far
 * @param queued tasks accepted whose body has not been entered and that are not cancelled, now
 * @param running bodies entered and not ended, now, those of cancelled tasks included
 * @param finished bodies ended so far, of the last attempt of each task
 * @param cancelled tasks cancelled before their body was entered, so far
 * @param attempts bodies entered so far, retries included
 * @param workersStarted workers started so far
 * @param workersLost workers lost so far: crashed, killed, or replaced because their body was stuck
 */
public record ExecutorStats(
        long submitted,
        long queued,
        long running,
        long finished,
        long cancelled,
        long attempts,
        long workersStarted,
        long workersLost) {}
