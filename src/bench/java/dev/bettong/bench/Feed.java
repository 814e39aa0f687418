package dev.bettong.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends frames over one or several connections. Each task that it hands out is for a thread of its own. */
final class Feed {

    /** Frames that are sent in one go at full speed. */
    private static final int BLOCK = 512;

    private final Corpus corpus;
    private final List<SocketChannel> connections;
    private final AtomicLong next = new AtomicLong(); // frame; written by the threads that send, read by all

    Feed(Corpus corpus, List<SocketChannel> connections) {
        this.corpus = corpus;
        this.connections = List.copyOf(connections);
    }

    /** Frames that were sent. */
    long frames() {
        return next.get();
    }

    /** One task for each connection, which sends as fast as the program reads, for so many nanoseconds. */
    List<Callable<Void>> fullSpeed(long nanos) {
        long end = System.nanoTime() + nanos;
        return connections.stream()
                .map(connection -> (Callable<Void>) () -> {
                    while (System.nanoTime() < end) {
                        long first = next.getAndAdd(BLOCK);
                        send(connection, first, first + BLOCK);
                    }
                    return null;
                })
                .toList();
    }

    /** A task which sends every frame up to {@code last} when it is due, over all connections in turn. */
    Callable<Void> paced(Schedule schedule, long last) {
        return () -> {
            int turn = 0;
            for (long frame = next.get(); frame < last; frame = next.get()) {
                long now = System.nanoTime();
                long end = frame;
                while (end < last && schedule.due(end) <= now) {
                    end++;
                }
                if (end > frame) {
                    send(connections.get(turn++ % connections.size()), frame, end);
                    next.set(end);
                }
                LockSupport.parkNanos(schedule.due(end) - System.nanoTime());
            }
            return null;
        };
    }

    private void send(SocketChannel connection, long first, long end) throws IOException {
        long frame = first;
        while (frame < end) {
            int from = (int) (frame % corpus.frames());
            int to = (int) Math.min(from + end - frame, corpus.frames());
            ByteBuffer bytes = corpus.slice(from, to);
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
            frame += to - from;
        }
    }
}
