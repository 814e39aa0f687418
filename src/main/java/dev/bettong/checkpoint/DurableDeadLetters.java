package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.store.DeadLetterTable;
import dev.bettong.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The dead letters in the store: those of the last checkpoint. Empty while the store is not open. Thread-safe. */
public final class DurableDeadLetters implements DeadLetters {

    private final Durability durability;
    private final Redrive redrive;

    public DurableDeadLetters(Durability durability, Redrive redrive) {
        this.durability = durability;
        this.redrive = redrive;
    }

    private Optional<DeadLetterTable> table() {
        return Optional.ofNullable(durability.loop()).map(loop -> loop.store().deadLetters());
    }

    private <T> T on(Function<DeadLetterTable, T> question, T otherwise) {
        try {
            return table().map(question).orElse(otherwise);
        } catch (StoreException e) {
            throw DiskHealth.unavailable(e);
        }
    }

    @Override
    public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        return on(table -> table.page(pipeline, afterId, limit), List.of());
    }

    @Override
    public Optional<DeadLetter> find(long id) {
        return on(table -> table.find(id), Optional.empty());
    }

    @Override
    public CompletableFuture<Boolean> redrive(long id, byte @Nullable [] edited) {
        Optional<DeadLetter> letter;
        try {
            letter = find(id);
        } catch (RuntimeException e) { // the disk, say, or the store is closed
            return CompletableFuture.failedFuture(e);
        }
        return redrive.redrive(letter, edited);
    }

    @Override
    public boolean discard(long id) {
        return on(table -> table.remove(id), false);
    }

    @Override
    public long lastId() {
        return table().map(DeadLetterTable::lastId).orElse(0L);
    }

    @Override
    public long count() {
        return table().map(DeadLetterTable::count).orElse(0L);
    }

    @Override
    public long count(String pipeline) {
        return table().map(letters -> letters.count(pipeline)).orElse(0L);
    }

    @Override
    public long dropped() {
        return durability.droppedLetters().total();
    }

    @Override
    public long dropped(String pipeline) {
        return durability.droppedLetters().of(pipeline);
    }

    @Override
    public long expired() {
        StoreThread loop = durability.loop();
        return loop == null ? 0 : loop.expiredLetters();
    }
}
