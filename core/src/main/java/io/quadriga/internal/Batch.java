package io.quadriga.internal;

/** Placeholder; replaced by the engine. */
final class Batch {}
