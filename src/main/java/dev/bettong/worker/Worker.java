package dev.bettong.worker;

import dev.bettong.compute.WorkerEntities;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One event loop and what it owns: its share of every pipeline, and the entities of its partitions. Everything it owns is
 * touched by its thread only; others wake it.
 */
public final class Worker {

    private final int index;
    private final EventLoop loop;
    private final WorkerEntities entities = new WorkerEntities();
    private final List<Task> tasks = new ArrayList<>(); // filled while wiring
    private final AtomicBoolean woken = new AtomicBoolean(); // set by senders, cleared by this worker

    public Worker(int index, EventLoop loop) {
        this.index = index;
        this.loop = loop;
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
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

    private void receive() {
        woken.set(false);
        boolean more = false;
        for (Task task : tasks) {
            more |= task.receive();
        }
        if (more) {
            wake();
        }
    }
}
