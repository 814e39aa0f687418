package dev.bettong.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports that nobody listens on, for processes that must be told theirs, and for those who listen again. They are
 * below the range from which the system takes the ports of outgoing connections: such a one could take it meanwhile.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int END = 32_000; // Linux takes others from 32,768 on

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, END));

    private FreePort() {}

    /** A port that is free now and that this JVM was not given before. */
    public static int find() {
        for (int tried = FIRST; tried < END; tried++) {
            int port = NEXT.getAndUpdate(last -> last + 1 < END ? last + 1 : FIRST);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one may not be
            }
        }
        throw new IllegalStateException("All ports from %d to %d are taken".formatted(FIRST, END - 1));
    }
}
