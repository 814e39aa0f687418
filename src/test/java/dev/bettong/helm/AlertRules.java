package dev.bettong.helm;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * The alerts of the chart, as a file of rules for Prometheus.
 *
 * @param text the file
 */
record AlertRules(String text) {

    private static final Pattern NAME = Pattern.compile("alert: (\\w+)");
    private static final Pattern LASTING = Pattern.compile("for: (\\d+)m\\b");
    private static final Pattern OLD = Pattern.compile("(?<until>_(age|delay)_seconds\\{[^}]*}\\s+> )\\d+\\b");
    private static final int HURRIED_MINUTE_MILLIS = 250;

    static AlertRules ofChart() {
        String rendered = Chart.ofSource().renderText("""
                config: {bettong: {examples: [word-count]}}
                sources: {lines: {port: 7010}}
                prometheusRule: {enabled: true}
                """);
        Map<?, ?> rule = StreamSupport.stream(Manifests.yaml().loadAll(rendered).spliterator(), false)
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(document -> (Map<?, ?>) document)
                .filter(document -> "PrometheusRule".equals(document.get("kind")))
                .findFirst()
                .orElseThrow();
        return new AlertRules(new Yaml().dump(rule.get("spec")));
    }

    /** The names of all alerts. */
    Set<String> names() {
        return NAME.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The same for those who cannot wait: minutes for which something has to last become quarters of a second, and a
     * second is long enough for a checkpoint to be old and for a worker to be stuck.
     */
    AlertRules hurried() {
        String quick = LASTING.matcher(text).replaceAll(AlertRules::hurried);
        return new AlertRules(OLD.matcher(quick).replaceAll("${until}1"));
    }

    private static String hurried(MatchResult lasting) {
        return "for: %dms".formatted(Integer.parseInt(lasting.group(1)) * HURRIED_MINUTE_MILLIS);
    }
}
