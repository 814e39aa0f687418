package dev.bettong.testing;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The dead letters of a runtime that keeps none. */
public class NoDeadLetters implements DeadLetters {

    @Override
    public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        return List.of();
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Boolean> redrive(long id, byte @Nullable [] edited) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean discard(long id) {
        return false;
    }

    @Override
    public long lastId() {
        return 0;
    }

    @Override
    public long expired() {
        return 0;
    }

    @Override
    public long count() {
        return 0;
    }

    @Override
    public long count(String pipeline) {
        return 0;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public long dropped(String pipeline) {
        return 0;
    }
}
