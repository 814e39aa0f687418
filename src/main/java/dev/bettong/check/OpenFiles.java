package dev.bettong.check;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.bettong.source.SourceBinding;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the open files that this process may have. A connection is one; a process at its limit can accept none any more,
 * not even one that asks for its health. So the sources together get what the other parts leave.
 *
 * @param limit files that the process may have open
 * @param others files for everything but the connections of the sources
 */
record OpenFiles(long limit, long others) {

    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    /** Jars, libraries, event loops, and what the JVM opens now and then. */
    private static final int PROCESS = 160;

    /** Files of the database; it has about one for each 64 MB. */
    private static final int STORE = 160;

    /**
     * What this process may have.
     *
     * @param httpConnections connections that the web server accepts; 0 if there is none
     * @param sinkConnections connections of all sinks
     */
    static OpenFiles ofThisProcess(int httpConnections, long sinkConnections, boolean durable) {
        long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return new OpenFiles(limit, PROCESS + (durable ? STORE : 0) + httpConnections + sinkConnections);
    }

    /** The sources with as many connections as there can be, each with at least one; warns if that are fewer. */
    Map<String, SourceBinding> share(Map<String, SourceBinding> sources) {
        long wanted = sources.values().stream()
                .mapToLong(SourceBinding::maxConnections)
                .sum();
        long left = Math.max(0, limit - others);
        if (wanted <= left) {
            return sources;
        }
        Map<String, SourceBinding> shared = new LinkedHashMap<>();
        sources.forEach((name, source) -> {
            long share = Math.max(1, source.maxConnections() * left / wanted);
            shared.put(name, source.withMaxConnections((int) share));
        });
        log.warn(
                "This process may have {} open files (ulimit -n), and needs {} for other things. That leaves {} connections for"
                        + " the sources, whose max-connections add up to {}: they are limited to {}. Raise the limit to {} or"
                        + " more, or lower bettong.sources.<name>.tcp.max-connections",
                limit,
                others,
                left,
                wanted,
                limits(shared),
                others + wanted);
        return shared;
    }

    private static Map<String, Integer> limits(Map<String, SourceBinding> shared) {
        Map<String, Integer> limits = new LinkedHashMap<>();
        shared.forEach((name, source) -> limits.put(name, source.maxConnections()));
        return limits;
    }
}
