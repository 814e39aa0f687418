package dev.bettong.check;

import dev.bettong.problem.NearestName;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.Example;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.SecurityProperties;
import dev.bettong.properties.SinkProperties;
import dev.bettong.properties.SourceProperties;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Checks the values of properties, each by itself. */
final class PropertiesCheck {

    /** A frame is a byte array, and must fit into one together with its header while a buffer grows by doubling. */
    static final DataSize LARGEST_FRAME = DataSize.ofBytes(Integer.MAX_VALUE / 2);

    private static final DataSize ONE_BYTE = DataSize.ofBytes(1);
    private static final DataSize NO_LIMIT = DataSize.ofBytes(0);
    /** Events per second that a person can follow; they are sent to a listener in a few pieces, each held in memory. */
    private static final int MOST_TAPPED = 1000;

    private static final int SMALLEST_PORT = 1;
    private static final int ANY_PORT = 0;

    private final Problems problems;
    private final Range range;

    PropertiesCheck(Problems problems) {
        this.problems = problems;
        this.range = new Range(problems);
    }

    void check(BettongProperties properties) {
        examples(properties);
        range.atLeast("bettong.workers", properties.workers(), 0);
        range.atLeast("bettong.partitions", properties.partitions(), 1);
        range.atLeast("bettong.mailbox-capacity", properties.mailboxCapacity(), Range.LEAST_BUFFER);
        range.positive("bettong.worker-delay-limit", properties.workerDelayLimit());
        range.positive("bettong.shutdown-timeout", properties.shutdownTimeout());
        durability(properties);
        range.atLeast("bettong.heap.nearly-full", properties.heap().nearlyFull(), 1);
        range.atMost("bettong.heap.nearly-full", properties.heap().nearlyFull(), 100);
        range.atLeast("bettong.dead-letters.max-count", properties.deadLetters().maxCount(), 1);
        range.positive("bettong.dead-letters.max-age", properties.deadLetters().maxAge());
        range.atLeast(
                "bettong.dead-letters.buffer-size", properties.deadLetters().bufferSize(), Range.LEAST_BUFFER);
        range.atLeast("bettong.http.max-body-size", properties.http().maxBodySize(), ONE_BYTE);
        range.atMost("bettong.http.max-body-size", properties.http().maxBodySize(), LARGEST_FRAME);
        range.atLeast("bettong.http.max-entity-size", properties.http().maxEntitySize(), ONE_BYTE);
        range.atMost("bettong.http.max-entity-size", properties.http().maxEntitySize(), LARGEST_FRAME);
        range.notNegative("bettong.http.header-timeout", properties.http().headerTimeout());
        range.positive("bettong.http.body-timeout", properties.http().bodyTimeout());
        range.atLeast("bettong.tap.max-rate", properties.tap().maxRate(), 1);
        range.atMost("bettong.tap.max-rate", properties.tap().maxRate(), MOST_TAPPED);
        range.atLeast("bettong.tracing.sample", properties.tracing().sample(), 0);
        properties
                .security()
                .users()
                .forEach((name, user) -> user(PropertyName.of("bettong.security.users", name), user));
        properties.sources().forEach((name, source) -> {
            if (source.tcp() != null) {
                source(PropertyName.of("bettong.sources", name) + ".tcp.", source.tcp());
            }
        });
        properties.sinks().forEach((name, sink) -> {
            if (sink.tcp() != null) {
                sink(PropertyName.of("bettong.sinks", name) + ".tcp.", sink.tcp());
            }
        });
    }

    private void durability(BettongProperties properties) {
        if (properties.durable() && properties.dataDirectory() == null) {
            problems.add(
                    "bettong.delivery",
                    "It is exactly-once-state, but there is no directory to keep anything in.",
                    "Set bettong.data-directory, or set bettong.delivery to at-most-once.");
        }
        range.positive("bettong.checkpoint.interval", properties.checkpoint().interval());
        range.positive("bettong.checkpoint.cut-timeout", properties.checkpoint().cutTimeout());
        range.positive("bettong.journal.sync-interval", properties.journal().syncInterval());
        if (properties.state().maxEntities() < 0) {
            problems.add("bettong.state.max-entities", "It is negative.", "Set it to 0 for no limit, or to a number.");
        }
        DataSize maxMemory = properties.state().maxMemory();
        if (maxMemory != null) {
            range.atLeast("bettong.state.max-memory", maxMemory, NO_LIMIT);
        }
        range.notNegative("bettong.state.max-downtime", properties.state().maxDowntime());
        range.notNegative("bettong.backup.interval", properties.backup().interval());
        range.atLeast("bettong.backup.keep", properties.backup().keep(), 1);
    }

    /** Whether all examples that are switched on exist. */
    static boolean knowsExamples(BettongProperties properties) {
        return Example.NAMES.containsAll(properties.examples());
    }

    private void examples(BettongProperties properties) {
        List<String> examples = properties.examples();
        for (String name : examples) {
            if (!Example.NAMES.contains(name)) {
                problems.add(
                        "bettong.examples",
                        "There is no example '%s'.%s".formatted(name, NearestName.question(name, Example.NAMES)),
                        "Name examples of this list: %s.".formatted(Wording.quoted(Example.NAMES)));
            }
        }
        if (properties.demo() && !examples.contains(Example.DEMO)) {
            problems.add(
                    "bettong.demo",
                    "It is true, but the example '%s' that it feeds is not switched on.".formatted(Example.DEMO),
                    "Add '%s' to bettong.examples, or set bettong.demo to false.".formatted(Example.DEMO));
        }
    }

    private void user(String prefix, SecurityProperties.User user) {
        if (!user.isHashed()) {
            problems.add(
                    prefix + ".password", // the message must not repeat the value: it may be a password
                    user.password().isEmpty() ? "It is not set." : "It is not a bcrypt hash.",
                    "Set it to what 'htpasswd -nBC 10 <name>' prints behind the colon.");
        }
    }

    private void source(String prefix, SourceProperties.Tcp tcp) {
        range.notBlank(prefix + "host", tcp.host());
        range.port(prefix + "port", tcp.port(), ANY_PORT);
        range.atLeast(prefix + "max-frame-size", tcp.maxFrameSize(), ONE_BYTE);
        range.atMost(prefix + "max-frame-size", tcp.maxFrameSize(), LARGEST_FRAME);
        range.atLeast(prefix + "max-connections", tcp.maxConnections(), 1);
        range.atLeast(prefix + "frame-buffer", tcp.frameBuffer(), Range.LEAST_BUFFER);
        range.positive(prefix + "frame-timeout", tcp.frameTimeout());
        range.notNegative(prefix + "idle-timeout", tcp.idleTimeout());
        range.positive(prefix + "ssl.handshake-timeout", tcp.ssl().handshakeTimeout());
    }

    private void sink(String prefix, SinkProperties.Tcp tcp) {
        range.notBlank(prefix + "host", tcp.host());
        range.port(prefix + "port", tcp.port(), SMALLEST_PORT);
        range.atLeast(prefix + "buffer-size", tcp.bufferSize(), Range.LEAST_BUFFER);
        range.positive(prefix + "connect-timeout", tcp.connectTimeout());
        range.positive(prefix + "reconnect-delay", tcp.reconnectDelay());
        if (tcp.maxReconnectDelay().compareTo(tcp.reconnectDelay()) < 0) {
            problems.add(
                    prefix + "max-reconnect-delay",
                    "It is %s, but the first delay, reconnect-delay, is %s already."
                            .formatted(Range.text(tcp.maxReconnectDelay()), Range.text(tcp.reconnectDelay())),
                    "Set it to %s or more.".formatted(Range.text(tcp.reconnectDelay())));
        }
    }
}
