package dev.bettong.worker;

import java.time.Instant;

/**
 * An event loop that does not turn as it should: a function blocks it.
 *
 * @param since when it should have turned
 * @param detail which worker it is, for how long, and in which step
 */
public record WorkerDelay(Instant since, String detail) {}
