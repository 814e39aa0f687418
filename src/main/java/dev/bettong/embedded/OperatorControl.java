package dev.bettong.embedded;

import dev.bettong.checkpoint.Durability;
import dev.bettong.checkpoint.StoreThread;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.UnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Pauses, resumes and drains pipelines, and saves pauses in the store if there is one. Thread-safe. */
final class OperatorControl implements PipelineControl {

    private final List<EmbeddedPipeline> pipelines;
    private final @Nullable Durability durability;
    private final Clock clock;

    OperatorControl(List<EmbeddedPipeline> pipelines, @Nullable Durability durability, Clock clock) {
        this.pipelines = pipelines;
        this.durability = durability;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Void> pause(String pipeline, @Nullable String reason) {
        return with(pipeline, paused -> {
            OperatorPause before = paused.pauseSwitch().pause();
            return new OperatorPause(before == null ? clock.instant() : before.since(), reason);
        });
    }

    @Override
    public CompletableFuture<Void> resume(String pipeline) {
        return with(pipeline, resumed -> null);
    }

    /** Returns the new pause of a pipeline; {@code null} resumes it. */
    @FunctionalInterface
    private interface Change {

        @Nullable
        OperatorPause of(EmbeddedPipeline pipeline);
    }

    /**
     * Applies a change at once and saves it afterwards: neither a worker that hangs nor the disk keeps an operator from
     * pausing a source.
     */
    private CompletableFuture<Void> with(String name, Change change) {
        EmbeddedPipeline pipeline = find(name);
        if (pipeline == null) {
            return none(name);
        }
        try {
            pipeline.life().checkReads();
        } catch (IllegalPipelineStateException forbidden) {
            return CompletableFuture.failedFuture(forbidden);
        }
        StoreThread loop = durability == null ? null : durability.loop();
        if (durability != null && loop == null) {
            return CompletableFuture.failedFuture(new UnavailableException("The store is not open yet", null));
        }
        synchronized (this) { // one change at a time: each sees the one before
            pipeline.pauseSwitch().set(change.of(pipeline));
        }
        return loop == null
                ? CompletableFuture.completedFuture(null)
                : loop.savePause(pipeline)
                        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unsaved(failure)));
    }

    private static UnavailableException unsaved(Throwable failure) {
        return new UnavailableException(
                "The change is in effect, but not saved yet, and would be lost if the service ended now; it is saved as soon"
                        + " as that is possible. " + failure.getMessage(),
                failure);
    }

    @Override
    public CompletableFuture<Void> drain(String name) {
        EmbeddedPipeline pipeline = find(name);
        if (pipeline == null) {
            return none(name);
        }
        try {
            pipeline.drain().begin();
            return CompletableFuture.completedFuture(null);
        } catch (IllegalPipelineStateException forbidden) {
            return CompletableFuture.failedFuture(forbidden);
        }
    }

    private @Nullable EmbeddedPipeline find(String name) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static CompletableFuture<Void> none(String name) {
        return CompletableFuture.failedFuture(new NoSuchElementException("There is no pipeline '%s'".formatted(name)));
    }
}
