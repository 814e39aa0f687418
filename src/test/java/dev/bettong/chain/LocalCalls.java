package dev.bettong.chain;

import dev.bettong.calls.CallContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/** What a step needs that calls other services, on a worker whose clock a test moves. */
final class LocalCalls implements CallContext {

    final List<Long> durations = new ArrayList<>(); // of attempts
    int backlog;
    private final Queue<Runnable> actions = new ArrayDeque<>();
    private final PriorityQueue<Scheduled> scheduled =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::number));
    private long now;
    private long number;

    private record Scheduled(long at, long number, Runnable action) {}

    private record Nothing() implements Origin {}

    /** Runs what waits, on a chain. */
    void run(OperatorChain chain) {
        for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
            chain.goOn(action);
        }
    }

    /** Lets time pass, and runs what becomes due. */
    void pass(long nanos, OperatorChain chain) {
        long end = now + nanos;
        while (!scheduled.isEmpty() && scheduled.element().at <= end) {
            Scheduled next = scheduled.remove();
            now = next.at;
            actions.add(next.action);
            run(chain);
        }
        now = end;
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public Origin origin() {
        return new Nothing();
    }

    @Override
    public void resume(Origin origin) {}

    @Override
    public void execute(Runnable action) {
        actions.add(action);
    }

    @Override
    public void schedule(Runnable action, long nanos) {
        scheduled.add(new Scheduled(now + nanos, number++, action));
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public double random() {
        return 0.5;
    }

    @Override
    public void attempted(long nanos) {
        durations.add(nanos);
    }

    @Override
    public void backlog(int calls) {
        backlog = calls;
    }
}
