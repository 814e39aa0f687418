package dev.bettong.checkpoint;

import dev.bettong.codec.StateView;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.store.Manifest;
import dev.bettong.store.Stored;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests checkpoints, backups and saved entities from the store thread. Thread-safe. */
public final class StoredCheckpoints implements Checkpoints {

    private final StoreThread loop;
    private final Map<String, StateView> views = new HashMap<>(); // not changed after the constructor

    public StoredCheckpoints(StoreThread loop, List<DurablePipeline> pipelines, long maxEntityLength) {
        this.loop = loop;
        for (DurablePipeline pipeline : pipelines) {
            for (State<?> state : pipeline.declaredStates()) {
                views.computeIfAbsent(state.name(), name -> new StateView(state, maxEntityLength));
            }
        }
    }

    @Override
    public Checkpoint last() {
        return loop.lastCheckpoint();
    }

    @Override
    public CompletableFuture<Checkpoint> take() {
        return loop.requests().checkpoint();
    }

    @Override
    public CompletableFuture<Backup> backup() {
        return loop.requests().backup();
    }

    @Override
    public CompletableFuture<Optional<SavedEntity>> entity(String state, String key) {
        StateView view = views.get(state);
        if (view == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return loop.requests().ask(() -> Optional.ofNullable(find(state, key, view)));
    }

    private @Nullable SavedEntity find(String state, String key, StateView view) throws Exception {
        for (byte[] candidate : KeyCodec.candidates(key)) {
            Stored stored = loop.store().entity(state, candidate);
            if (stored != null) {
                Manifest manifest = loop.store().manifest();
                Instant asOf = loop.store().clock().toWall(manifest.cutAt());
                return new SavedEntity(state, key, manifest.checkpoint(), asOf, view.show(stored.bytes()));
            }
        }
        return null;
    }
}
