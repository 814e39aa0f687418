package dev.bettong.restore;

import dev.bettong.time.Watermarks;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends the streams of the run before, behind the replay and on all workers at once: time stands where it was. Were each worker
 * to end its own streams when it comes to it, the last one would wait for no other, and take time along to where its own were.
 * Used on the store thread.
 *
 * <pre>
 * how far have the streams of each worker come? -> all say the lowest of these, and hold back time there -> all know it
 * -> a checkpoint -> each holds back time no more, when it begins to read
 * </pre>
 */
final class RunEnd {

    private final List<Worker> workers;
    private final List<Task> tasks; // by worker
    private @Nullable CompletableFuture<Boolean> ending; // completes with whether there were streams
    private @Nullable CompletableFuture<List<Boolean>> told;
    private boolean over;

    RunEnd(List<Worker> workers, List<Task> tasks) {
        this.workers = workers;
        this.tasks = tasks;
        this.over = tasks.getFirst().time() == null;
    }

    /**
     * The streams of a worker.
     *
     * @param reached how far they have come; {@linkplain Watermarks#idle idle} if none counts
     */
    private record Lane(boolean any, long reached) {

        static Lane of(TaskTime time) {
            return new Lane(!time.streams().isEmpty(), time.streamsReached());
        }
    }

    /** Goes on as far as the workers have come; returns whether all streams have ended, and all workers know that. */
    boolean over() {
        if (!over) {
            CompletableFuture<Boolean> under = ending == null ? onAll(Lane::of).thenCompose(this::end) : ending;
            ending = under;
            over = under.isDone() && (!under.join() || allTold());
        }
        return over;
    }

    private CompletableFuture<Boolean> end(List<Lane> lanes) {
        if (lanes.stream().noneMatch(Lane::any)) {
            return CompletableFuture.completedFuture(false);
        }
        long reached = lanes.stream()
                .mapToLong(Lane::reached)
                .filter(each -> !Watermarks.isIdle(each))
                .min()
                .orElse(Watermarks.NONE);
        return onAll(time -> {
                    time.endRun(reached);
                    return true;
                })
                .thenApply(List::getFirst);
    }

    private boolean allTold() {
        CompletableFuture<List<Boolean>> asked = told == null ? onAll(TaskTime::told) : told;
        boolean all = asked.isDone() && asked.join().stream().allMatch(each -> each);
        told = asked.isDone() && !all ? null : asked; // a checkpoint may keep them from it for a moment
        return all;
    }

    /** Whether there were streams. */
    boolean endedAny() {
        return ending != null && ending.getNow(false);
    }

    private <T> CompletableFuture<List<T>> onAll(Function<TaskTime, T> question) {
        List<CompletableFuture<T>> answers = workers.stream()
                .map(worker -> CompletableFuture.supplyAsync(
                        () -> question.apply(
                                Objects.requireNonNull(tasks.get(worker.index()).time())),
                        worker::execute))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }
}
