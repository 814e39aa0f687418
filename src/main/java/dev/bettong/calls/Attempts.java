package dev.bettong.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of a step's calls that are under way. Owned by the worker: an answer, which comes on any thread, is something
 * for the worker to run, and one that is too late finds that its attempt is over.
 */
final class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final Duration timeout;
    private final CallContext context;
    private final CallCounters counters;
    private final Listener listener;
    private final Set<Attempt> all = new LinkedHashSet<>(); // the oldest first
    private boolean watching; // will look for attempts that take too long

    Attempts(Duration timeout, CallContext context, CallCounters counters, Listener listener) {
        this.timeout = timeout;
        this.context = context;
        this.counters = counters;
        this.listener = listener;
    }

    /** Hears what becomes of attempts. */
    interface Listener {

        /**
         * An attempt has ended.
         *
         * @param output what the call gives; {@code null} for nothing
         * @param thrown why it has failed; {@code null} if it has not
         */
        void ended(PendingCall call, @Nullable Object output, @Nullable Throwable thrown);

        /** After one has ended, or several. */
        void goOn();
    }

    /** One attempt; a stage that never completes must not keep what is behind its call. */
    private static final class Attempt {

        private final long begun;
        private final CompletionStage<?> stage;
        private @Nullable PendingCall call; // until it has ended

        Attempt(PendingCall call, long begun, CompletionStage<?> stage) {
            this.call = call;
            this.begun = begun;
            this.stage = stage;
        }
    }

    int size() {
        return all.size();
    }

    /**
     * An attempt begins.
     *
     * @param stage completes with its answer
     */
    void begin(PendingCall call, CompletionStage<?> stage) {
        Attempt attempt = new Attempt(call, context.nanoTime(), stage);
        all.add(attempt);
        if (!watching) {
            watching = true;
            context.schedule(this::giveUpLate, timeout.toNanos());
        }
        try {
            stage.whenComplete((output, thrown) -> context.execute(() -> answered(attempt, output, thrown)));
        } catch (Throwable broken) { // it is the author's
            context.execute(() -> answered(attempt, null, broken));
        }
    }

    private void answered(Attempt attempt, @Nullable Object output, @Nullable Throwable thrown) {
        if (all.contains(attempt)) { // or it has taken too long
            end(attempt, output, thrown == null ? null : cause(thrown));
            listener.goOn();
        }
    }

    private void end(Attempt attempt, @Nullable Object output, @Nullable Throwable thrown) {
        PendingCall call = Objects.requireNonNull(attempt.call);
        all.remove(attempt);
        attempt.call = null;
        context.attempted(context.nanoTime() - attempt.begun);
        listener.ended(call, output, thrown);
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause != null && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
                ? cause
                : thrown;
    }

    private void giveUpLate() {
        watching = false;
        long now = context.nanoTime();
        List<Attempt> late = new ArrayList<>();
        for (Attempt attempt : all) {
            long left = timeout.toNanos() - (now - attempt.begun);
            if (left > 0) { // and for those behind it more
                watching = true;
                context.schedule(this::giveUpLate, left);
                break;
            }
            late.add(attempt);
        }
        for (Attempt attempt : late) {
            cancel(attempt);
            counters.timeouts++;
            end(attempt, null, timedOut());
        }
        if (!late.isEmpty()) {
            listener.goOn();
        }
    }

    private TimeoutException timedOut() {
        TimeoutException timedOut = new TimeoutException("no answer within %s".formatted(timeout));
        timedOut.setStackTrace(new StackTraceElement[0]); // it would only lead here
        return timedOut;
    }

    private static void cancel(Attempt attempt) {
        try {
            attempt.stage.toCompletableFuture().cancel(true);
        } catch (Throwable unsupported) { // it is the author's
            log.debug("A call that took too long cannot be cancelled, and goes on", unsupported);
        }
    }

    /** Gives up all of them. */
    void cancel() {
        List<Attempt> given = List.copyOf(all);
        all.clear();
        given.forEach(Attempts::cancel);
    }
}
