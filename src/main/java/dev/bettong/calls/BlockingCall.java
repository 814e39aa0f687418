package dev.bettong.calls;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Calls a function that may block, on a virtual thread of its own, which is interrupted when the call is cancelled.
 *
 * @param name of the threads
 */
public record BlockingCall(String name, Computation<Object, Object> function)
        implements AsyncComputation<Object, Object> {

    @Override
    public CompletionStage<Object> compute(Object input) {
        Running running = new Running(name, function, input);
        running.thread.start();
        return running;
    }

    private static final class Running extends CompletableFuture<Object> implements Runnable {

        private final Computation<Object, Object> function;
        private final Object input;
        private final Thread thread;

        Running(String name, Computation<Object, Object> function, Object input) {
            this.function = function;
            this.input = input;
            this.thread = Thread.ofVirtual().name(name).unstarted(this);
        }

        @Override
        public void run() {
            try {
                complete(function.compute(input));
            } catch (Throwable thrown) {
                completeExceptionally(thrown);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            if (cancelled) {
                thread.interrupt();
            }
            return cancelled;
        }
    }
}
