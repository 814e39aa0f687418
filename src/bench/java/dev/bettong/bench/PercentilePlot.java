package dev.bettong.bench;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * Draws latency by percentile as SVG: one panel for each rate, one line for each program. The percentiles are spread so
 * that every further nine takes as much room as the one before; the latencies are logarithmic. For one thread.
 */
final class PercentilePlot {

    private static final int WIDTH = 1_080;
    private static final int HEIGHT = 520;
    private static final int LEFT = 72;
    private static final int RIGHT = 36;
    private static final int TOP = 104;
    private static final int BOTTOM = 64;
    private static final int GAP = 56;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Lines end at the percentile beyond which a line would show single outputs. */
    private static final double MAX_NINES = 5;

    private static final String[] PERCENTILES = {"0", "90", "99", "99.9", "99.99", "99.999"};
    private static final String[] COLOURS = {"#0f766e", "#d97706", "#4f46e5", "#db2777", "#65a30d", "#0284c7"};

    private final Workload workload;
    private final List<Curve> curves;
    private final List<String> programs;
    private final List<Integer> rates;
    private final Formatter svg = new Formatter(Locale.ROOT); // a decimal comma would break it
    private final double low;
    private final double high;

    /**
     * A line of the plot.
     *
     * @param latency in nanoseconds
     */
    record Curve(String program, int messagesPerSecond, Histogram latency) {

        private double millis(double nines) {
            return latency.getValueAtPercentile(100 * (1 - Math.pow(10, -nines))) / NANOS_PER_MILLI;
        }
    }

    /** Makes a plot; panels and colours follow the order of the curves. */
    PercentilePlot(Workload workload, List<Curve> curves) {
        this.workload = workload;
        this.curves = List.copyOf(curves);
        this.programs = curves.stream().map(Curve::program).distinct().toList();
        this.rates = curves.stream().map(Curve::messagesPerSecond).distinct().toList();
        double least =
                curves.stream().mapToDouble(curve -> curve.millis(0)).min().orElse(1);
        double greatest = curves.stream()
                .mapToDouble(curve -> curve.millis(MAX_NINES))
                .max()
                .orElse(1);
        this.low = Math.floor(Math.log10(Math.max(least, 0.01)));
        this.high = Math.max(low + 1, Math.ceil(Math.log10(greatest)));
    }

    String svg() {
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        svg.format(
                " font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" font-size=\"12\">\n");
        svg.format("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n");
        text(
                LEFT,
                32,
                "start",
                "font-size=\"18\" font-weight=\"600\" fill=\"#111827\"",
                workload + ": latency by percentile");
        legend();
        for (int i = 0; i < rates.size(); i++) {
            panel(i);
        }
        svg.format("</svg>\n");
        return svg.toString();
    }

    private void legend() {
        double x = LEFT;
        for (int i = 0; i < programs.size(); i++) {
            svg.format("<rect x=\"%.1f\" y=\"50\" width=\"22\" height=\"4\" rx=\"2\" fill=\"%s\"/>\n", x, colour(i));
            text(x + 30, 56, "start", "fill=\"#374151\" font-size=\"13\"", programs.get(i));
            x += 60 + 8 * programs.get(i).length();
        }
    }

    private void panel(int index) {
        double left = LEFT + index * (panelWidth() + GAP);
        double right = left + panelWidth();
        String title = "%,d %ss/s".formatted(rates.get(index), workload.unit());
        text(left, TOP - 12, "start", "fill=\"#111827\" font-size=\"13\" font-weight=\"600\"", title);
        for (int nines = 0; nines <= MAX_NINES; nines++) {
            double x = x(left, nines);
            svg.format(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#e5e7eb\"/>\n",
                    x, TOP, x, HEIGHT - BOTTOM);
            text(x, HEIGHT - BOTTOM + 20, "middle", "fill=\"#6b7280\"", PERCENTILES[nines]);
        }
        for (double decade = low; decade <= high; decade++) {
            double y = y(Math.pow(10, decade));
            svg.format(
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#d1d5db\"/>\n", left, y, right, y);
            for (int step = 2; step <= 9 && decade < high; step++) {
                double minor = y(step * Math.pow(10, decade));
                svg.format(
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#f3f4f6\"/>\n",
                        left, minor, right, minor);
            }
            if (index == 0) {
                text(left - 10, y + 4, "end", "fill=\"#6b7280\"", milliseconds(decade));
            }
        }
        text((left + right) / 2, HEIGHT - BOTTOM + 44, "middle", "fill=\"#6b7280\"", "percentile of outputs");
        for (Curve curve : curves.reversed()) { // the first one on top
            if (curve.messagesPerSecond() == rates.get(index)) {
                line(left, curve);
            }
        }
    }

    private void line(double left, Curve curve) {
        double outputs = (double) Math.max(10, curve.latency().getTotalCount());
        StringJoiner points = new StringJoiner(" ");
        for (double nines = 0; nines <= Math.min(MAX_NINES, Math.log10(outputs)); nines += 0.02) {
            points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(left, nines), y(curve.millis(nines))));
        }
        svg.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n",
                points, colour(programs.indexOf(curve.program())));
    }

    private double panelWidth() {
        return (WIDTH - LEFT - RIGHT - GAP * (rates.size() - 1.0)) / rates.size();
    }

    private double x(double left, double nines) {
        return left + panelWidth() * nines / MAX_NINES;
    }

    private double y(double millis) {
        double share = (Math.log10(Math.max(millis, Math.pow(10, low))) - low) / (high - low);
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String milliseconds(double decade) {
        return decade < 0
                ? String.format(Locale.ROOT, "%." + (int) -decade + "f ms", Math.pow(10, decade))
                : String.format(Locale.ROOT, "%,.0f ms", Math.pow(10, decade));
    }

    private static String colour(int program) {
        return COLOURS[program % COLOURS.length];
    }

    private void text(double x, double y, String anchor, String style, String text) {
        svg.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n", x, y, anchor, style, text);
    }
}
