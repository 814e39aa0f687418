package dev.bettong.check;

import dev.bettong.connect.ConnectedSinkBinding;
import dev.bettong.connect.ConnectedSourceBinding;
import dev.bettong.connect.NumberedSinkConnector;
import dev.bettong.connect.SinkConnector;
import dev.bettong.connect.SourceConnector;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.SinkProperties;
import dev.bettong.properties.SourceProperties;
import dev.bettong.sink.SinkBinding;
import dev.bettong.source.SourceBinding;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/** The kinds of sources and sinks that beans add, and those that the configuration makes of them. */
public final class Connectors {

    private static final String SOURCES = "bettong.sources";
    private static final String SINKS = "bettong.sinks";

    /** Properties that every source or sink has, whatever its connector. */
    private static final String MAX_FRAME_SIZE = "max-frame-size";

    private static final String BUFFER_SIZE = "buffer-size";

    private static final DataSize DEFAULT_FRAME_SIZE = DataSize.ofMegabytes(1);
    private static final DataSize DEFAULT_BUFFER_SIZE = DataSize.ofMegabytes(4);

    private final List<SourceConnector> ofSources;
    private final List<SinkConnector> ofSinks;
    private final Map<String, Section> sources; // by the name of the source
    private final Map<String, Section> sinks;

    private Connectors(
            List<SourceConnector> ofSources,
            List<SinkConnector> ofSinks,
            Map<String, Section> sources,
            Map<String, Section> sinks) {
        this.ofSources = ofSources;
        this.ofSinks = ofSinks;
        this.sources = sources;
        this.sinks = sinks;
    }

    /** Finds the sections that are of a connector. */
    public static Connectors of(List<SourceConnector> ofSources, List<SinkConnector> ofSinks, Binder binder) {
        return new Connectors(
                ofSources,
                ofSinks,
                sections(SOURCES, ofSources.stream().map(SourceConnector::kind).toList(), binder),
                sections(SINKS, ofSinks.stream().map(SinkConnector::kind).toList(), binder));
    }

    /** There are none. */
    public static Connectors none() {
        return new Connectors(List.of(), List.of(), Map.of(), Map.of());
    }

    /** What is under {@code bettong.sources.<name>.<kind>}. */
    private record Section(String kind, Map<String, String> properties) {

        Map<String, String> without(String property) {
            Map<String, String> others = new HashMap<>(properties);
            others.remove(property);
            return others;
        }
    }

    private static Map<String, Section> sections(String prefix, List<String> kinds, Binder binder) {
        Map<String, Object> all =
                binder.bind(prefix, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
        Map<String, Section> sections = new LinkedHashMap<>();
        all.forEach((name, below) -> {
            for (String kind : kinds) {
                if (below instanceof Map<?, ?> byKind && byKind.containsKey(kind)) {
                    Map<String, String> properties = new TreeMap<>();
                    flatten("", byKind.get(kind), properties);
                    sections.put(name, new Section(kind, properties));
                }
            }
        });
        return sections;
    }

    private static void flatten(String prefix, @Nullable Object value, Map<String, String> target) {
        if (value instanceof Map<?, ?> nested) {
            nested.forEach(
                    (key, each) -> flatten(prefix.isEmpty() ? key.toString() : prefix + '.' + key, each, target));
        } else if (value != null && !prefix.isEmpty()) {
            target.put(prefix, value.toString());
        }
    }

    /** Whether a property is for a connector, which alone knows what it has. */
    boolean owns(ConfigurationPropertyName property) {
        return owns(property, SOURCES, sources) || owns(property, SINKS, sinks);
    }

    private static boolean owns(ConfigurationPropertyName property, String prefix, Map<String, Section> sections) {
        return sections.entrySet().stream().anyMatch(each -> {
            ConfigurationPropertyName section =
                    ConfigurationPropertyName.of(PropertyName.of(prefix, each.getKey()) + '.' + each.getValue().kind);
            return section.equals(property) || section.isAncestorOf(property);
        });
    }

    /** The kinds of sources that there are. */
    List<String> sourceKinds() {
        return with(
                SourceProperties.KINDS,
                ofSources.stream().map(SourceConnector::kind).toList());
    }

    /** The kinds of sinks that there are. */
    List<String> sinkKinds() {
        return with(
                SinkProperties.KINDS, ofSinks.stream().map(SinkConnector::kind).toList());
    }

    private static List<String> with(List<String> ours, List<String> added) {
        List<String> all = new ArrayList<>(ours);
        all.addAll(added);
        return all;
    }

    /** The kinds of the sources that connectors read, by name. */
    Map<String, String> sources() {
        return kinds(sources);
    }

    /** The kinds of the sinks that connectors write to, by name. */
    Map<String, String> sinks() {
        return kinds(sinks);
    }

    /** Whether a sink gets each output exactly once. */
    boolean exactlyOnce(String sink) {
        Section section = sinks.get(sink);
        return section != null && connector(ofSinks, SinkConnector::kind, section) instanceof NumberedSinkConnector;
    }

    private static Map<String, String> kinds(Map<String, Section> sections) {
        Map<String, String> kinds = new LinkedHashMap<>();
        sections.forEach((name, section) -> kinds.put(name, section.kind));
        return kinds;
    }

    /**
     * What names are bound to.
     *
     * @param sources by name
     * @param sinks by name
     */
    record Bound(Map<String, SourceBinding> sources, Map<String, SinkBinding> sinks) {}

    /**
     * Checks the connectors, and what all of them have; binds the names of sources and sinks to them.
     *
     * @param durable whether there are checkpoints
     */
    Bound bind(Problems problems, boolean durable) {
        once(ofSources, SourceConnector::kind, SourceProperties.KINDS, problems);
        once(ofSinks, SinkConnector::kind, SinkProperties.KINDS, problems);
        Range range = new Range(problems);
        Map<String, SourceBinding> boundSources = new LinkedHashMap<>();
        sources.forEach((name, section) -> {
            String property = property(SOURCES, name, section, MAX_FRAME_SIZE);
            DataSize size = size(section.properties.get(MAX_FRAME_SIZE), DEFAULT_FRAME_SIZE, property, problems);
            range.atLeast(property, size, DataSize.ofBytes(1));
            range.atMost(property, size, PropertiesCheck.LARGEST_FRAME);
            boundSources.put(
                    name,
                    new ConnectedSourceBinding(
                            connector(ofSources, SourceConnector::kind, section),
                            section.without(MAX_FRAME_SIZE),
                            (int) Math.min(size.toBytes(), Integer.MAX_VALUE),
                            Clock.systemUTC()));
        });
        Map<String, SinkBinding> boundSinks = new LinkedHashMap<>();
        sinks.forEach((name, section) -> {
            String property = property(SINKS, name, section, BUFFER_SIZE);
            DataSize size = size(section.properties.get(BUFFER_SIZE), DEFAULT_BUFFER_SIZE, property, problems);
            range.atLeast(property, size, Range.LEAST_BUFFER);
            SinkBinding bound = new ConnectedSinkBinding(
                    connector(ofSinks, SinkConnector::kind, section), section.without(BUFFER_SIZE), size.toBytes());
            if (bound.exactlyOnce() && !durable) {
                problems.add(
                        "%s.%s".formatted(PropertyName.of(SINKS, name), section.kind),
                        "The sink '%s' gets each output exactly once, with a checkpoint, and there are none."
                                .formatted(name),
                        "Set bettong.data-directory.");
            }
            boundSinks.put(name, bound);
        });
        return new Bound(boundSources, boundSinks);
    }

    private static <C> C connector(List<C> all, Function<C, String> kind, Section section) {
        return all.stream()
                .filter(each -> kind.apply(each).equals(section.kind))
                .findFirst()
                .orElseThrow();
    }

    private static <C> void once(
            Collection<C> connectors, Function<C, String> kind, List<String> ours, Problems problems) {
        List<String> seen = new ArrayList<>(ours);
        for (C connector : connectors) {
            String each = kind.apply(connector);
            if (seen.contains(each)) {
                problems.add(
                        "connector %s".formatted(connector.getClass().getName()),
                        "Its kind is '%s', which another one has.".formatted(each),
                        "Give it a kind of its own; there are %s already.".formatted(Wording.quoted(seen)));
            }
            seen.add(each);
        }
    }

    private static DataSize size(@Nullable String value, DataSize fallback, String property, Problems problems) {
        try {
            return value == null ? fallback : DataSize.parse(value);
        } catch (IllegalArgumentException e) {
            problems.add(
                    property,
                    "It is '%s', which is not a size such as 64KB or 4MB.".formatted(value),
                    "Set it to a size such as 64KB or 4MB.");
            return fallback;
        }
    }

    private static String property(String prefix, String name, Section section, String property) {
        return "%s.%s.%s".formatted(PropertyName.of(prefix, name), section.kind, property);
    }
}
