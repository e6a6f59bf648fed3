package io.quadriga.internal;

/** A run that is nothing else: what every run of a pool has, whatever it runs. */
abstract class PoolRun implements Performable {

    private int place; // in the register; published with this object

    abstract Pool pool();

    @Override
    public final int place() {
        return place;
    }

    @Override
    public final void place(int at) {
        place = at;
    }

    @Override
    public final void progress(int i, long done, long total) {
        pool().listeners().progress(info(i), done, total);
    }
}
