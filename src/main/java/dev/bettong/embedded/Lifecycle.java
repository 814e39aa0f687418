package dev.bettong.embedded;

import dev.bettong.runtime.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle state of a pipeline. The methods of a record are its legal transitions.
 *
 * <pre>
 * Starting ---------------> Running -> Draining -> Stopped
 *     |                        |           |
 *     '-----> Recovering ------'           |
 *                 |            |           |
 *                 '------------+-----------+-----> Failed
 * </pre>
 */
sealed interface Lifecycle {

    /** When this state began. */
    Instant since();

    Status status();

    /**
     * Nothing is read yet, and nothing has to be recovered.
     *
     * @param detail what it waits for, in words; {@code null} if it does not wait
     */
    record Starting(Instant since, @Nullable String detail) implements Lifecycle {

        @Override
        public Status status() {
            return Status.STARTING;
        }

        Starting waiting(String next) {
            return new Starting(since, next);
        }

        Running started(Instant now) {
            return new Running(now);
        }

        Recovering recover(Instant now, String progress) {
            return new Recovering(now, progress);
        }

        Failed failed(Instant now, String reason) {
            return new Failed(now, reason);
        }
    }

    /**
     * Recovers what the previous run left.
     *
     * @param progress what it is doing, in words
     */
    record Recovering(Instant since, String progress) implements Lifecycle {

        @Override
        public Status status() {
            return Status.RECOVERING;
        }

        Recovering at(String next) {
            return new Recovering(since, next);
        }

        Running recovered(Instant now) {
            return new Running(now);
        }

        Draining drain(Instant now) {
            return new Draining(now);
        }

        Failed failed(Instant now, String reason) {
            return new Failed(now, reason);
        }
    }

    record Running(Instant since) implements Lifecycle {

        @Override
        public Status status() {
            return Status.RUNNING;
        }

        Draining drain(Instant now) {
            return new Draining(now);
        }

        Failed failed(Instant now, String reason) {
            return new Failed(now, reason);
        }
    }

    record Draining(Instant since) implements Lifecycle {

        @Override
        public Status status() {
            return Status.DRAINING;
        }

        Stopped stopped(Instant now) {
            return new Stopped(now);
        }

        Failed failed(Instant now, String reason) {
            return new Failed(now, reason);
        }
    }

    record Stopped(Instant since) implements Lifecycle {

        @Override
        public Status status() {
            return Status.STOPPED;
        }
    }

    record Failed(Instant since, String reason) implements Lifecycle {

        @Override
        public Status status() {
            return Status.FAILED;
        }
    }
}
