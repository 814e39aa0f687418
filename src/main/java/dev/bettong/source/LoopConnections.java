package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.FatalErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of a source: its connections and its counters. Owned by that loop; the counters are plain fields
 * that scrapes read and may see late.
 */
final class LoopConnections implements FrameReceiver {

    private static final Logger log = LoggerFactory.getLogger(LoopConnections.class);
    private static final long SWEEP_SECONDS = 1;

    /**
     * Connections that may be given up in one turn of the event loop, for each of which the receiver keeps what has come.
     * Other sources share the loop: however many connections end at once, what they send waits only for so many.
     */
    static final int ENDS_PER_TURN = 16;

    private final EventLoop loop;
    private final FrameReceiver receiver;
    private final long frameBuffer;
    private final long frameTimeout;
    private final long idleTimeout;
    private final Set<FrameReader> connections = new HashSet<>();
    private final Queue<FrameReader> ending = new ArrayDeque<>(); // ended in the middle of a frame, or sent a bad one
    private final ReadBuffer hold = new ReadBuffer();
    private Iterator<FrameReader> unchecked =
            Collections.emptyIterator(); // connections that a sweep has still to look at
    private int ends; // in this turn
    private boolean turnScheduled;
    private final UnfinishedFrames unfinished = new UnfinishedFrames();
    private long numbers; // given to connections
    private long frames;
    private long bytes;
    private long idle;
    private boolean sweepScheduled;
    private boolean broken;
    private boolean full; // with what was read in a hold
    private boolean closed;

    /**
     * Prepares the share of an event loop.
     *
     * @param frameBuffer bytes that the unfinished frames of its connections may take; in a hold, what they read, too
     */
    LoopConnections(EventLoop loop, FrameReceiver receiver, TcpSourceSettings settings, long frameBuffer) {
        this.loop = loop;
        this.receiver = receiver;
        this.frameBuffer = frameBuffer;
        this.frameTimeout = settings.frameTimeout().toNanos();
        this.idleTimeout = settings.idleTimeout().toNanos();
    }

    EventLoop loop() {
        return loop;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    /** Connections closed since nothing came from them. */
    long idle() {
        return idle;
    }

    int connections() {
        return connections.size();
    }

    /** The number of a new connection. */
    long nextNumber() {
        return ++numbers;
    }

    void add(FrameReader connection) {
        if (closed) {
            connection.close();
            return;
        }
        connections.add(connection);
        connection.readingChanged(time(System.nanoTime()));
        scheduleSweep();
    }

    /** At most one sweep waits at a time, or clients that come and go would make ever more of them. */
    private void scheduleSweep() {
        if (!sweepScheduled && !connections.isEmpty()) {
            sweepScheduled = true;
            loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    void remove(FrameReader connection) {
        connections.remove(connection);
    }

    void countBytes(int read) {
        bytes += read;
    }

    /** A connection now keeps so many bytes of an unfinished frame, which are more, or fewer, than before. */
    void keeps(FrameReader connection, int kept, boolean more) {
        unfinished.keeps(connection, kept);
        if (more) {
            makeRoom();
        }
    }

    private void makeRoom() {
        if (unfinished.bytes() > frameBuffer && !held()) {
            FrameReader largest = unfinished.largest();
            if (largest != null) {
                largest.rejectUnfinished();
            }
        }
    }

    void countIdle() {
        idle++;
    }

    /**
     * A connection is about to be closed, for a bug of ours or a lack of memory. That the network's share of memory is
     * used up is not fatal: the connection gives back what it holds.
     */
    void brokenBy(Throwable cause) {
        if (!(cause instanceof OutOfDirectMemoryError)) {
            FatalErrors.check(cause);
        }
        if (!broken) {
            broken = true; // clients may be able to repeat it at will: say it once
            log.error(
                    "A connection is closed since reading from it has failed; further ones are closed silently", cause);
        }
    }

    private void sweep() {
        sweepScheduled = false;
        unchecked = List.copyOf(connections).iterator();
        check();
    }

    private void check() {
        long now = time(System.nanoTime());
        while (unchecked.hasNext() && ends < ENDS_PER_TURN) {
            FrameReader connection = unchecked.next();
            if (connections.contains(connection) // it may have ended since the sweep began
                    && !held() // looked at each time: the receiver may begin a hold
                    && connection.checkTimeouts(now, frameTimeout, idleTimeout)) {
                countEnd();
            }
        }
        if (!unchecked.hasNext()) {
            scheduleSweep();
        }
    }

    /** A connection has ended in the middle of a frame: gives that up, now or in one of the next turns. */
    void end(FrameReader connection) {
        if (mayEndNow()) {
            connection.endUnfinished();
        } else {
            ending.add(connection);
        }
    }

    /** Whether a connection may be given up in this turn, which counts it; otherwise it has to {@link #end(FrameReader)}. */
    boolean mayEndNow() {
        boolean now = ends < ENDS_PER_TURN && ending.isEmpty();
        if (now) {
            countEnd();
        }
        return now;
    }

    private void countEnd() {
        ends++;
        if (!turnScheduled) {
            turnScheduled = true;
            loop.schedule(this::nextTurn, 0, TimeUnit.NANOSECONDS); // execute() would not let the loop read in between
        }
    }

    private void nextTurn() {
        turnScheduled = false;
        ends = 0;
        while (!ending.isEmpty() && ends < ENDS_PER_TURN) {
            countEnd();
            ending.remove().endUnfinished();
        }
        if (unchecked.hasNext()) {
            check();
        }
    }

    /** From {@code now} on the receiver gets nothing. */
    void hold(long now) {
        hold.begin(now);
    }

    boolean held() {
        if (!hold.on() && !receiver.mayHandle()) {
            hold.begin(System.nanoTime());
        }
        return hold.on();
    }

    /** The time at {@code now} by which clients are judged: without that in which nothing of theirs was handled. */
    long time(long now) {
        return hold.time(now);
    }

    /** Keeps what a connection has read, or that it has ended, until the hold is over. */
    void postpone(FrameReader connection, @Nullable ByteBuf read, long now) {
        hold.postpone(connection, read, now);
        if (!full && hold.bytes() > frameBuffer) {
            full = true;
            readingChanged();
        }
    }

    /** The receiver gets what was postponed, and what follows. */
    void resume(long now) {
        hold.end(now);
        makeRoom(); // a hold that began at the end of a read has kept it from this
        hold.replay(now, this::held);
        if (full && !held()) {
            full = false;
            readingChanged();
        }
    }

    void readingChanged() {
        long now = time(System.nanoTime());
        for (FrameReader connection : connections) {
            connection.readingChanged(now);
        }
    }

    /** Closes every connection, and every one that may still come; what was postponed is lost. */
    void close() {
        boolean deaf = held();
        for (FrameReader connection = ending.poll(); connection != null; connection = ending.poll()) {
            if (deaf) {
                connection.close();
            }
            connection.endUnfinished();
        }
        closed = true;
        new ArrayList<>(connections).forEach(FrameReader::close);
        hold.drop();
    }

    @Override
    public void begin(long now, long connection) {
        receiver.begin(now, connection);
    }

    @Override
    public void frame(byte[] payload) {
        frames++;
        receiver.frame(payload);
    }

    @Override
    public void end() {
        receiver.end();
    }

    @Override
    public void closed(long connection) {
        if (!closed) {
            receiver.closed(connection);
        }
    }

    @Override
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        receiver.rejected(reason, detail, bytes);
    }

    @Override
    public boolean mayHandle() {
        return receiver.mayHandle();
    }

    @Override
    public boolean mayRead() {
        return !closed && !full && receiver.mayRead();
    }
}
