package dev.bettong.testing;

import java.time.Duration;

/**
 * How long a test waits for what must happen. A wait ends as soon as its condition holds, so these only bound how long a
 * failure takes; they are long enough for a machine that runs several times as many busy processes as it has cores.
 */
public final class Deadlines {

    /** For a condition, an answer, a connection, or the end of a process. */
    public static final Duration CONDITION = Duration.ofMinutes(3);

    /** For a process to start. */
    public static final Duration START = Duration.ofMinutes(5);

    /** {@link #CONDITION}, as a socket takes it. */
    public static final int SOCKET_MILLIS = Math.toIntExact(CONDITION.toMillis());

    private Deadlines() {}
}
