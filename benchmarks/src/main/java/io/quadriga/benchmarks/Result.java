package io.quadriga.benchmarks;

/**
 * What one comparison came to.
 *
 * @param module the module measured
 * @param name what was measured
 * @param unit of both figures
 * @param ours our figure
 * @param peer the figure of the peer, from the same run
 * @param peerName what the peer is
 * @param ratio how much better ours is: above 1 is better, whatever the unit
 * @param goal the least ratio that is good enough
 */
public record Result(
        String module,
        String name,
        String unit,
        double ours,
        double peer,
        String peerName,
        double ratio,
        double goal) {}
