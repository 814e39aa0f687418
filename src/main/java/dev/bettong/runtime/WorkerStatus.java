package dev.bettong.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of a worker.
 *
 * @param worker its number, from 0
 * @param busySeconds CPU time that its thread has used so far
 * @param silent time for which its event loop should have turned and did not; a healthy one is silent for milliseconds
 * @param inside where its thread is if it is silent for a second or more: the innermost call that is not the JDK's, or
 *     {@code null}
 */
public record WorkerStatus(
        int worker,
        double busySeconds,
        Duration silent,
        @Nullable String inside) {}
