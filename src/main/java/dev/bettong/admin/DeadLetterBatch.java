package dev.bettong.admin;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Handles all letters of a pipeline, oldest first, each after the one before, for as long as a request may take. Letters
 * that are made meanwhile are left alone. Has no state of its own.
 */
final class DeadLetterBatch {

    private static final int PAGE = 100;

    private final PipelineRuntime runtime;
    private final BoundedWait answers;
    private final LongSupplier nanoTime;
    private final Duration longest;

    DeadLetterBatch(PipelineRuntime runtime, BoundedWait answers, LongSupplier nanoTime, Duration longest) {
        this.runtime = runtime;
        this.answers = answers;
        this.nanoTime = nanoTime;
        this.longest = longest;
    }

    /**
     * How far it came.
     *
     * @param handled letters re-driven or discarded
     * @param refused letters that are kept since they cannot be re-driven as they are
     * @param complete whether that was all; if not, ask again
     */
    record Outcome(long handled, List<Refusal> refused, boolean complete) {}

    /** A letter that is kept, and why. */
    record Refusal(long id, String detail) {}

    /** What is done to one letter; says whether it was there. */
    @FunctionalInterface
    private interface Action {

        boolean on(DeadLetter letter);
    }

    Outcome redrive(String pipeline) {
        return each(pipeline, letter -> answers.of(answers.ask(() -> letters().redrive(letter.id(), null))));
    }

    Outcome discard(String pipeline) {
        return each(pipeline, letter -> answers.ask(() -> letters().discard(letter.id())));
    }

    private Outcome each(String pipeline, Action action) {
        long begun = nanoTime.getAsLong();
        long last = letters().lastId();
        long handled = 0;
        List<Refusal> refused = new ArrayList<>();
        long after = 0;
        while (true) {
            long from = after;
            List<DeadLetter> page = answers.ask(() -> letters().page(pipeline, from, PAGE));
            for (DeadLetter letter : page) {
                if (letter.id() > last) {
                    return new Outcome(handled, refused, true);
                }
                if (over(begun)) {
                    return new Outcome(handled, refused, false);
                }
                try {
                    handled += action.on(letter) ? 1 : 0;
                } catch (InvalidRequestException unusable) {
                    refused.add(new Refusal(letter.id(), String.valueOf(unusable.getMessage())));
                } catch (UnavailableException trouble) {
                    if (handled == 0) {
                        throw trouble;
                    }
                    return new Outcome(handled, refused, false);
                }
                after = letter.id();
            }
            if (page.isEmpty()) {
                return new Outcome(handled, refused, true);
            }
        }
    }

    private boolean over(long begun) {
        return nanoTime.getAsLong() - begun >= longest.toNanos();
    }

    private DeadLetters letters() {
        return runtime.deadLetters();
    }
}
