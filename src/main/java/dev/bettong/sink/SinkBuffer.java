package dev.bettong.sink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one sink connection that are not yet written to its socket, in order: chunks that the socket has,
 * chunks that wait, and one that is being filled. Owned by one event loop.
 *
 * <pre>
 * sent chunks (the socket's) | waiting chunks (full) | open chunk  <- append
 * </pre>
 */
final class SinkBuffer {

    /** Chunks that a socket has at a time: enough for one gathering write. */
    private static final int MAX_SENT = 16;

    private static final int MAX_SPARES = 4;

    private final Deque<Chunk> sent = new ArrayDeque<>();
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private final Deque<Chunk> spares = new ArrayDeque<>();
    private Chunk open = new Chunk(Chunk.CAPACITY);
    private long bytes;
    private long messages;

    void append(byte[] message, long readAt) {
        if (message.length == 0) {
            return; // nothing to send, but endless such messages would take memory without any bytes to bound it
        }
        if (!open.fits(message)) {
            seal(message.length);
        }
        open.append(message, readAt);
        bytes += message.length;
        messages++;
    }

    private void seal(int needed) {
        Chunk spare = needed <= Chunk.CAPACITY ? spares.poll() : null;
        Chunk fresh = spare == null ? new Chunk(Math.max(needed, Chunk.CAPACITY)) : spare;
        if (open.empty()) {
            recycle(open);
        } else {
            waiting.add(open);
        }
        open = fresh;
    }

    /**
     * The next chunk for the socket, or {@code null} if there is none or the socket has enough. A chunk that is not full
     * goes only to an idle socket: to a busy one, small writes would add up to much memory for few bytes.
     */
    @Nullable
    Chunk next() {
        if (sent.size() >= MAX_SENT) {
            return null;
        }
        if (waiting.isEmpty() && sent.isEmpty() && !open.empty()) {
            seal(0);
        }
        Chunk chunk = waiting.poll();
        if (chunk != null) {
            sent.add(chunk);
        }
        return chunk;
    }

    /** The socket has written its oldest chunk. */
    void written(Chunk chunk) {
        sent.remove();
        bytes -= chunk.size();
        messages -= chunk.messages();
        recycle(chunk);
    }

    private void recycle(Chunk chunk) {
        if (chunk.reusable() && spares.size() < MAX_SPARES) {
            chunk.clear();
            spares.add(chunk);
        } else {
            chunk.release();
        }
    }

    /** The connection broke: what the socket has not written is sent again, from the beginning of a message. */
    void rewind() {
        while (!sent.isEmpty()) {
            Chunk chunk = sent.removeLast();
            chunk.rewind();
            waiting.addFirst(chunk);
        }
    }

    /** Bytes of all messages in chunks that are not wholly written. */
    long bytes() {
        return bytes;
    }

    /** All messages in chunks that are not wholly written. */
    long messages() {
        return messages;
    }

    /**
     * All messages that no socket has taken as a whole, in order and by chunk. Takes no longer than the number of chunks
     * asks for, however many bytes they have.
     */
    List<UnsentMessages> unsent() {
        return Stream.of(sent.stream(), waiting.stream(), Stream.of(open))
                .flatMap(chunks -> chunks)
                .filter(chunk -> chunk.messagesLeft() > 0)
                .map(Chunk::unsent)
                .toList();
    }

    /** Gives up everything that is left, and returns how many messages that were. */
    long discard() {
        rewind();
        waiting.add(open);
        long left = waiting.stream().mapToLong(Chunk::messagesLeft).sum();
        waiting.forEach(Chunk::release);
        spares.forEach(Chunk::release);
        waiting.clear();
        spares.clear();
        open = new Chunk(0);
        bytes = 0;
        messages = 0;
        return left;
    }
}
