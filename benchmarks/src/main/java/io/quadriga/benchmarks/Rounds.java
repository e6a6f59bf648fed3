package io.quadriga.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures several contenders in turns, round by round, so that what the machine does meanwhile
 * befalls all of them alike.
 */
final class Rounds {

    /** Measures one round of one contender. */
    @FunctionalInterface
    interface Contender {
        /**
         * Runs the round.
         *
         * @return the figure
         * @throws Exception if it fails
         */
        double measure() throws Exception;
    }

    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    Rounds add(String name, Contender contender) {
        contenders.put(name, contender);
        return this;
    }

    /** The figure of each contender: the median of the rounds, the warm-up rounds left out. */
    Map<String, Double> run(int warmUps, int rounds) throws Exception {
        Map<String, double[]> figures = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> figures.put(name, new double[rounds]));
        for (int round = -warmUps; round < rounds; round++) {
            for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                System.gc();
                double figure = each.getValue().measure();
                if (round >= 0) {
                    figures.get(each.getKey())[round] = figure;
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        figures.forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
