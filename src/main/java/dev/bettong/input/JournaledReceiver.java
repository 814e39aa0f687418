package dev.bettong.input;

import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.source.StreamReceiver;
import dev.bettong.store.JournalWriter;
import dev.bettong.time.StreamId;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts what the sources of a pipeline read on a worker: writes it to the journal, and only then hands it to the task on
 * the same worker. Reads that the journal cannot take wait here and are retried; meanwhile back-pressure stops the sources.
 *
 * <pre>
 * read -> unwritten -> journal -> unsynced, if entries are handled only once they are synced -> task
 * </pre>
 *
 * Owned by the worker.
 */
public final class JournaledReceiver {

    private static final long RETRY_MILLIS = 20;

    private final Worker worker;
    private final Task task;
    private final Backpressure backpressure;
    private final Journaling journaling;
    private final EntryWriter entries;
    private final @Nullable TaskTime time; // where the events bring it with them
    private final BufferLimit limit;
    private final Deque<ReadBatch> unwritten = new ArrayDeque<>();
    private final Deque<ReadBatch> unsynced = new ArrayDeque<>();
    private final AcceptedPositions accepted;
    private ReadBatch current = new ReadBatch();
    private Runnable beforeRead = () -> {}; // set while wiring
    private long waitingTick = Long.MIN_VALUE; // the latest in unwritten or unsynced
    private boolean retryScheduled;
    private long waitingBytes; // in unwritten and unsynced
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private long synced; // position
    private long handled; // position

    /** Whether the task has everything that is in the journal; written by the worker, read by the thread that stops. */
    private volatile boolean idle = true;

    /** Whether the task has everything that was read; written by the worker, read by the thread that drains. */
    private volatile boolean empty = true;

    /**
     * Takes frames after {@link #open}.
     *
     * @param limit stops the sources while too much waits for the journal
     */
    public JournaledReceiver(
            Worker worker,
            Task task,
            Backpressure backpressure,
            BufferLimit limit,
            Journaling journaling,
            Clock clock) {
        this.worker = worker;
        this.task = task;
        this.backpressure = backpressure;
        this.limit = limit;
        this.journaling = journaling;
        this.entries = new EntryWriter(task.arrival(), journaling, clock);
        this.time = task.time();
        this.accepted = new AcceptedPositions(task.positions());
        worker.onRelease(this::advance);
    }

    /** What receivers share: whether the disk can be written, and who syncs the journal. */
    public record Journaling(DiskHealth disk, JournalSync sync) {}

    /**
     * Before any frame comes: where to write them.
     *
     * @param ids those of the sources in the journal
     */
    void open(JournalWriter writer, int... ids) {
        entries.open(writer, ids);
        handled = writer.position();
        synced = handled;
    }

    /** While wiring: what takes the reads of one of the sources, by its index. */
    public StreamReceiver input(int source) {
        return new SourceInput(this, source);
    }

    /** A read is coming in. */
    void begin(int source, long now, long stream) {
        current.source = source;
        current.readAt = now;
        if (time != null) {
            current.stream = stream;
            time.heard(new StreamId(worker.index(), source, stream));
        }
    }

    /** The read that is coming in. */
    ReadBatch current() {
        return current;
    }

    boolean mayRead() {
        return backpressure.open();
    }

    boolean mayHandle() {
        return !worker.held();
    }

    /** A stream has ended. */
    void closed(int source, long stream) {
        if (time != null) {
            note(source, new JournalRecord.StreamClosed(stream));
        }
    }

    /** The read is complete. */
    void endOfRead() {
        if (!current.empty()) {
            try {
                beforeRead.run();
                JournalRecord.Position reached = current.reached;
                int source = current.source;
                accept();
                accepted.add(source, reached);
            } catch (Throwable thrown) {
                current = new ReadBatch(); // it was not accepted, and must not be with the next one either
                throw thrown;
            }
        }
    }

    private void accept() {
        boolean first = unwritten.isEmpty() && unsynced.isEmpty();
        boolean written = unwritten.isEmpty() && entries.write(current);
        if (written && first && ready(current)) {
            handle(current);
            current.clear();
            return;
        }
        (written ? unsynced : unwritten).add(current);
        noteWaiting();
        note(current.bytes);
        current = new ReadBatch();
        if (!written) {
            retryLater();
        }
    }

    /** Writes and handles waiting reads in their order, until one of them has to wait longer. */
    private void advance() {
        while (!unwritten.isEmpty() && !worker.held() && entries.write(unwritten.element())) {
            unsynced.add(unwritten.remove());
        }
        if (!unwritten.isEmpty() && !worker.held()) {
            retryLater();
        }
        while (!unsynced.isEmpty() && !worker.held() && ready(unsynced.element())) {
            ReadBatch next = unsynced.remove();
            handle(next);
            note(-next.bytes);
        }
        noteWaiting();
        if (unwritten.isEmpty() && unsynced.isEmpty()) {
            limit.update(0);
        }
    }

    private void noteWaiting() {
        idle = unsynced.isEmpty();
        empty = unsynced.isEmpty() && unwritten.isEmpty();
    }

    private void note(long change) {
        waitingBytes += change;
        limit.update(unwritten.isEmpty() ? waitingBytes : Long.MAX_VALUE);
    }

    private boolean ready(ReadBatch next) {
        boolean durable = !journaling.sync().always() || next.position <= synced;
        return durable && (time == null || !time.putsOff());
    }

    private void retryLater() {
        if (!retryScheduled) {
            retryScheduled = true;
            worker.loop().schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retryScheduled = false;
        boolean done = false;
        try {
            advance();
            done = true;
        } finally {
            if (!done) {
                retryLater();
            }
        }
    }

    private void handle(ReadBatch next) {
        handled = next.position;
        if (next.whenDurable != null) {
            acknowledgements.add(next.position, next.whenDurable);
            journaling.sync().wanted(); // the one that had the entry may be over
        }
        task.begin(next.source, next.readAt, next.readAtMillis);
        next.handOn(task);
        waitingTick = next.isTick() ? Long.MIN_VALUE : waitingTick;
        task.flush();
        if (journaling.sync().always()) {
            acknowledgements.synced(handled); // only what is on the disk is handled
        }
    }

    /** How far the streams of a source have come of which this has accepted reads, or the task has had some before. */
    Map<String, byte[]> positions(int source) {
        return accepted.of(source);
    }

    /** While wiring: runs before each read is accepted. */
    public void beforeReads(Runnable action) {
        beforeRead = action;
    }

    /**
     * Event loop: writes down that time has passed, and then has timers fire. Both may have to wait, behind reads that do;
     * returns whether the timers have fired. Not to be called while the worker is held.
     *
     * @param millis by the system clock, in milliseconds since 1970
     */
    public boolean tick(long millis) {
        if (waitingTick >= millis) {
            return false;
        }
        ReadBatch tick = new ReadBatch();
        tick.last = new JournalRecord.Tick(millis);
        tick.readAt = System.nanoTime();
        waitingTick = millis;
        add(tick, unwritten.isEmpty() && entries.write(tick));
        return waitingTick != millis;
    }

    /**
     * Event loop: writes down what has become of a stream, and then has the task know it. May wait like a read. Not
     * to be called while the worker is held.
     *
     * @param source index of the source that has read the stream
     * @param what the only record of its entry
     */
    public void note(int source, JournalRecord what) {
        ReadBatch next = new ReadBatch();
        next.source = source;
        next.last = what;
        next.readAt = System.nanoTime();
        add(next, unwritten.isEmpty() && entries.write(next));
    }

    private void add(ReadBatch next, boolean written) {
        (written ? unsynced : unwritten).add(next);
        noteWaiting();
        note(next.bytes);
        advance();
    }

    /**
     * Event loop: re-drives a dead letter, and removes it with the same write. If the write fails, the record waits like
     * any other read, and nothing else may take its position: the letter may be gone already. Refused while other reads
     * wait for the disk. Not to be called while the worker is held.
     *
     * @param source index of the source that read it
     * @param what the frame, or the event that enters where it failed
     * @param done completes with whether the letter was still there, once the record is in the journal
     */
    public void redrive(int source, JournalRecord what, long deadLetter, CompletableFuture<Boolean> done) {
        beforeRead.run();
        if (!unwritten.isEmpty() || !journaling.disk().usable()) {
            done.completeExceptionally(
                    new UnavailableException("The journal takes no frame: the data directory cannot be written", null));
            return;
        }
        ReadBatch next = new ReadBatch();
        next.last = what;
        next.bytes = Records.weight(what);
        next.source = source;
        next.readAt = System.nanoTime();
        next.redriven = new ReadBatch.Redriven(deadLetter, done);
        add(next, entries.write(next));
    }

    /** Any thread: whether the task has everything that is in the journal. */
    public boolean idle() {
        return idle;
    }

    /** Any thread: whether the task has everything that was read. */
    public boolean empty() {
        return empty;
    }

    /** Any thread: position of the last entry. */
    long written() {
        return entries.written();
    }

    /** Event loop: entries up to a position are on the disk. */
    void synced(long position) {
        synced = position;
        acknowledgements.synced(position);
        advance();
    }

    /** Any thread: whether something waits for entries to be on the disk, although the task has them. */
    boolean awaitsSync() {
        return acknowledgements.any();
    }

    /** Event loop: position of the last entry that the task has. */
    public long handled() {
        return handled;
    }

    /**
     * Event loop: when the first entry was read that the task does not have yet, in milliseconds since 1970; the maximum
     * if none.
     */
    public long unhandledSinceMillis() {
        return unsynced.isEmpty() ? Long.MAX_VALUE : unsynced.element().readAtMillis;
    }
}
