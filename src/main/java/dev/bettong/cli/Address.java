package dev.bettong.cli;

import java.net.InetSocketAddress;

/**
 * A host and a port, as people write them: {@code host:port}, {@code [::1]:port}, or a port alone.
 *
 * @param host name or address
 * @param port from 0 to 65535
 */
record Address(String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads an address.
     *
     * @param fallback the host if there is none in {@code text}
     */
    static Address of(String text, String fallback) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? fallback : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port <= HIGHEST_PORT && !host.isEmpty()) {
                return new Address(host, port);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw CommandFailure.usage("'%s' is no address; write host:port, for instance localhost:7010.".formatted(text));
    }

    /** Looks the name up. */
    InetSocketAddress resolved() {
        InetSocketAddress found = new InetSocketAddress(host, port);
        if (found.isUnresolved()) {
            throw CommandFailure.failed(
                    "There is no host '%s': check its name, or write its address.".formatted(host), null);
        }
        return found;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, port);
    }
}
