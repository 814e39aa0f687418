package dev.bettong.testing;

import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.PipelineControl;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets nobody steer. */
public final class NoSteering implements PipelineControl {

    @Override
    public CompletableFuture<Void> pause(String pipeline, @Nullable String reason) {
        return refused();
    }

    @Override
    public CompletableFuture<Void> resume(String pipeline) {
        return refused();
    }

    @Override
    public CompletableFuture<Void> drain(String pipeline) {
        return refused();
    }

    private static CompletableFuture<Void> refused() {
        return CompletableFuture.failedFuture(new IllegalPipelineStateException("Nothing runs"));
    }
}
