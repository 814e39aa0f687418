package dev.bettong.bench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The median of several measurements, with the least and the greatest. */
record Spread(double median, double min, double max) {

    static Spread of(DoubleStream measurements) {
        double[] sorted = measurements.sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** For people, each number in this format. */
    String format(String format) {
        if (Double.isNaN(median)) {
            return "";
        }
        String one = String.format(Locale.ROOT, format, median);
        return min == max ? one : one + String.format(Locale.ROOT, " (" + format + "–" + format + ")", min, max);
    }
}
