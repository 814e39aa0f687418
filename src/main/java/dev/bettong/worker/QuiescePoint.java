package dev.bettong.worker;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings all workers to one point between their reads. No worker begins with anything new, what is on its way between them
 * runs to its end, then each acts, and resumes.
 *
 * <pre>
 * probe -> hold -> every worker has arrived -> nothing is on its way -> every worker acts -> release
 *                     |                             |
 *                     '--------- abandon -----------'-> release; nobody has acted, nobody will
 * </pre>
 *
 * A worker that is caught in a function does not arrive, and those that have arrived handle nothing meanwhile. So ask with
 * {@link #probe} first, which holds nobody, and {@link #abandon} a round that takes too long.
 *
 * <p>The workers drive it themselves, so that it does not wait for any other thread to get a core. Begun by one thread at a
 * time; the rest happens on the workers' event loops.
 */
public final class QuiescePoint {

    private final List<Worker> workers;
    private final BooleanSupplier quiet;
    private volatile @Nullable Round current; // set by who begins, read by who ends

    /**
     * Prepares rounds.
     *
     * @param quiet whether nothing is on its way between workers, given that none of them begins with anything new
     */
    public QuiescePoint(List<Worker> workers, BooleanSupplier quiet) {
        this.workers = List.copyOf(workers);
        this.quiet = quiet;
    }

    /**
     * Has every worker act at a common point. Each resumes as soon as it has acted: those that have not yet will act before
     * they handle anything that came of that.
     *
     * @param act called on each worker's event loop
     * @return completes, on the event loop of the last one, when all have acted; or with what one of them threw
     */
    public CompletableFuture<Void> pass(Consumer<Worker> act) {
        return begin(new Round(act, true));
    }

    /**
     * Brings every worker to a common point, where they stand still until {@link #end}.
     *
     * @return completes when they do
     */
    public CompletableFuture<Void> begin() {
        return begin(new Round(worker -> {}, false));
    }

    /**
     * Any thread: asks every worker's event loop to run an empty task.
     *
     * @return the answers; those of workers that do not return from a function stay away
     */
    public Probe probe() {
        List<CompletableFuture<Void>> answers = workers.stream()
                .map(worker -> CompletableFuture.runAsync(() -> {}, worker.loop()))
                .toList();
        return new Probe(answers, CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)));
    }

    /**
     * The workers' answers to the question whether they turn. Thread-safe.
     *
     * @param answers by worker
     * @param all completes with the last answer
     */
    public record Probe(List<CompletableFuture<Void>> answers, CompletableFuture<Void> all) {

        /** Numbers of the workers that have not answered yet. */
        public List<Integer> missing() {
            return IntStream.range(0, answers.size())
                    .filter(worker -> !answers.get(worker).isDone())
                    .boxed()
                    .toList();
        }
    }

    /**
     * Ends the current round before any worker has acted: every worker resumes, also one that has yet to arrive, and the
     * future of the round is cancelled.
     *
     * @return whether it is abandoned; false if it is too late: every worker has arrived, and acts without delay
     */
    public boolean abandon() {
        Round abandoned = current;
        return abandoned != null && abandoned.abandon();
    }

    /** Numbers of the workers that the current round waits for. */
    public List<Integer> missing() {
        Round waiting = current;
        return waiting == null ? List.of() : waiting.missing();
    }

    private CompletableFuture<Void> begin(Round round) {
        current = round;
        for (Worker worker : workers) {
            worker.hold(round);
        }
        for (Worker worker : workers) {
            worker.loop().execute(() -> round.arrived(worker));
        }
        return round.done;
    }

    /** Lets all workers resume; those that a next round has claimed by then stand still until that one ends. */
    public void end() {
        Round ended = current;
        if (ended != null) {
            for (Worker worker : workers) {
                worker.loop().execute(() -> worker.release(ended));
            }
        }
    }

    private enum Phase {
        GATHERING,
        ACTING,
        ABANDONED
    }

    /** One time that the workers are brought to a common point. */
    final class Round {

        private final Consumer<Worker> act;
        private final boolean passing;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AtomicInteger toArrive = new AtomicInteger(workers.size()); // counted down by every worker
        private final AtomicInteger toAct = new AtomicInteger(workers.size()); // counted down by every worker
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>(); // of the workers' acts
        private final AtomicIntegerArray arrived =
                new AtomicIntegerArray(workers.size()); // each element set by its worker, read by who reports
        /** Set by the worker that finds all quiet, or by the thread that abandons it, whichever comes first; read by all. */
        private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.GATHERING);

        private final boolean[] acted = new boolean[workers.size()]; // each element owned by its worker

        private Round(Consumer<Worker> act, boolean passing) {
            this.act = act;
            this.passing = passing;
        }

        private void arrived(Worker worker) {
            worker.held(); // which is the latest moment at which it notices
            arrived.set(worker.index(), 1);
            toArrive.decrementAndGet();
            look();
        }

        /** A worker that has arrived has handled something: if it was the last, it is time to act. */
        void look() {
            if (toArrive.get() == 0
                    && phase.get() == Phase.GATHERING
                    && quiet.getAsBoolean()
                    && phase.compareAndSet(Phase.GATHERING, Phase.ACTING)) {
                for (Worker worker : workers) {
                    worker.loop().execute(() -> actIfDue(worker));
                }
            }
        }

        /**
         * It is time to act, at the latest, when there is something to handle again: it comes from a worker that has gone
         * on.
         */
        void actIfDue(Worker worker) {
            if (phase.get() == Phase.ACTING && !acted[worker.index()]) {
                acted[worker.index()] = true;
                act(worker);
            }
        }

        private boolean abandon() {
            if (!phase.compareAndSet(Phase.GATHERING, Phase.ABANDONED)) {
                return false;
            }
            for (Worker worker : workers) {
                worker.loop().execute(() -> worker.release(this));
            }
            done.completeExceptionally(new CancellationException("abandoned"));
            return true;
        }

        private List<Integer> missing() {
            return IntStream.range(0, workers.size())
                    .filter(worker -> arrived.get(worker) == 0)
                    .boxed()
                    .toList();
        }

        private void act(Worker worker) {
            try {
                act.accept(worker);
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
            }
            if (passing) {
                worker.release(this);
            }
            if (toAct.decrementAndGet() == 0) {
                Throwable thrown = failure.get();
                if (thrown == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(thrown);
                }
            }
        }
    }
}
