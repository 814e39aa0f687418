package dev.bettong.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The way of a dead letter's frame back into its pipeline. */
@FunctionalInterface
interface Redrive {

    /**
     * Hands a frame to a pipeline on one of its workers.
     *
     * @param claim removes the letter, called by the worker right before it handles the frame; false if somebody else has
     *     removed it, and then the frame is not handled
     * @return what {@code claim} said; fails if the pipeline does not run, or does not take so large a frame
     */
    CompletableFuture<Boolean> redrive(String pipeline, byte[] frame, BooleanSupplier claim);
}
