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

    /** The figures of each contender, sorted. */
    record Figures(Map<String, double[]> sorted) {

        /** The median. */
        double of(String contender) {
            double[] all = all(contender);
            return all[all.length / 2];
        }

        /** The best decile, where more is better. */
        double most(String contender) {
            double[] all = all(contender);
            return all[all.length - 1 - all.length / 10];
        }

        /** The best decile, where less is better. */
        double least(String contender) {
            double[] all = all(contender);
            return all[all.length / 10];
        }

        private double[] all(String contender) {
            return requireNonNull(sorted.get(contender), contender);
        }
    }

    /** Measures all in turns; the warm-up rounds do not count. */
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
        figures.values().forEach(Arrays::sort);
        return new Figures(figures);
    }

    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
