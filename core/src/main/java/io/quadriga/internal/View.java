package io.quadriga.internal;

/**
 * What one view of a pool submits with. Runs hold it instead of the executor itself, so that an
 * executor that is dropped can be noticed while its tasks still run.
 */
final class View {

    final Pool pool;
    final OptionValues options;
    final boolean plain;

    View(Pool pool, OptionValues options) {
        this.pool = pool;
        this.options = options;
        this.plain = options.isPlain();
    }
}
