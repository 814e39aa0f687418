package dev.bettong.worker;

import dev.bettong.compute.WorkerEntities;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One event loop and what it owns: its share of every pipeline, and the entities of its partitions. Everything it owns is
 * touched by its thread only; others wake it.
 */
public final class Worker {

    private final int index;
    private final EventLoop loop;
    private final WorkerEntities entities = new WorkerEntities();
    private final DeadLetterCollector deadLetters;
    private final List<Task> tasks = new ArrayList<>(); // filled while wiring
    private final AtomicBoolean woken = new AtomicBoolean(); // set by senders, cleared by this worker

    public Worker(int index, EventLoop loop, Clock clock) {
        this.index = index;
        this.loop = loop;
        this.deadLetters = new DeadLetterCollector(clock);
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
    }

    /** The dead letters of all its tasks. */
    public DeadLetterCollector deadLetters() {
        return deadLetters;
    }

    WorkerEntities entities() {
        return entities;
    }

    void add(Task task) {
        tasks.add(task);
    }

    /**
     * Any thread: has the worker look into its mailboxes, once for all that call before it does.
     *
     * <p>The swap is also the fence between filling a mailbox and asking whether someone has called already.
     */
    void wake() {
        if (!woken.getAndSet(true)) {
            loop.execute(this::receive);
        }
    }

    /**
     * Takes a turn, and then lets the event loop see to its sockets: a scheduled call waits for that, a task that is
     * executed would not. Whoever sends during the turn has no need to call.
     */
    private void receive() {
        for (Task task : tasks) {
            task.receive();
        }
        if (!waiting()) {
            woken.set(false);
            if (!waiting() || woken.getAndSet(true)) {
                return;
            }
        }
        loop.schedule(this::receive, 0, TimeUnit.NANOSECONDS);
    }

    private boolean waiting() {
        for (Task task : tasks) {
            if (task.waiting()) {
                return true;
            }
        }
        return false;
    }
}
