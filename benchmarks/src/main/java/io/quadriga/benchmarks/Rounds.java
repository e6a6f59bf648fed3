package io.quadriga.benchmarks;

import static java.util.Objects.requireNonNull;

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

    /** The figure of each contender. */
    record Figures(Map<String, Double> medians) {
        double of(String contender) {
            return requireNonNull(medians.get(contender), contender);
        }
    }

    /** Measures all in turns; a figure is the median of the rounds, the warm-up rounds left out. */
    Figures run(int warmUps, int rounds) throws Exception {
        Map<String, double[]> figures = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> figures.put(name, new double[rounds]));
        for (int round = -warmUps; round < rounds; round++) {
            for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                System.gc();
                double figure = each.getValue().measure();
                if (round >= 0) {
                    requireNonNull(figures.get(each.getKey()))[round] = figure;
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        figures.forEach((name, values) -> medians.put(name, median(values)));
        return new Figures(medians);
    }

    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
