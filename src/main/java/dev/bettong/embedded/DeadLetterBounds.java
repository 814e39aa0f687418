package dev.bettong.embedded;

import java.time.Duration;

/**
 * What dead letters are kept.
 *
 * @param maxCount most letters, at least 1
 * @param maxAge how long a letter is kept
 */
public record DeadLetterBounds(int maxCount, Duration maxAge) {}
