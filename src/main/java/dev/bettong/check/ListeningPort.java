package dev.bettong.check;

import java.util.Set;

/**
 * A port that this process is going to listen on.
 *
 * @param property what sets it
 * @param host address
 * @param port number; not positive if nothing or any free port is meant
 */
public record ListeningPort(String property, String host, int port) {

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "");

    boolean clashesWith(ListeningPort other) {
        boolean sameHost =
                host.equalsIgnoreCase(other.host) || EVERYWHERE.contains(host) || EVERYWHERE.contains(other.host);
        return port > 0 && port == other.port && sameHost;
    }
}
