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

    /** Test JVMs of a build begin in different parts of the range, so as not to find the same ports at the same time. */
    private static final int PARTS = 8;

    private static final int PART = (END - FIRST) / PARTS;

    private static final AtomicInteger NEXT = new AtomicInteger(FIRST
            + PART * (Integer.getInteger("surefire.forkNumber", 0) % PARTS)
            + ThreadLocalRandom.current().nextInt(PART / 2));

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
