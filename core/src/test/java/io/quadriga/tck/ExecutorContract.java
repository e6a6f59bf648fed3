package io.quadriga.tck;

/**
 * The rules of {@link io.quadriga.Executor}, one test each; {@code CONTRACT.md} lists them as E1,
 * E2 and so on. A backend extends this class and supplies the builder. What an executor declares as
 * its capabilities decides which of the rules that depend on one are run; rules are never
 * overridden.
 */
public abstract class ExecutorContract extends ExecutorEdgeRules {}
