package dev.bettong.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Arrays;

/**
 * Some whole messages that go to a socket together. Remembers where each message ends, so that after a broken connection
 * the next one can begin with a whole message. Owned by one event loop.
 */
final class Chunk {

    /** Bytes of a chunk, unless a single message is longer. */
    static final int CAPACITY = 64 * 1024;

    private static final int FIRST_ENDS = 64;

    private final ByteBuf bytes;
    private int[] ends = new int[FIRST_ENDS];
    private int messages;

    Chunk(int capacity) {
        bytes = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
    }

    boolean fits(byte[] message) {
        return bytes.writableBytes() >= message.length;
    }

    void append(byte[] message) {
        bytes.writeBytes(message);
        if (messages == ends.length) {
            ends = Arrays.copyOf(ends, 2 * messages);
        }
        ends[messages++] = bytes.writerIndex();
    }

    boolean empty() {
        return messages == 0;
    }

    /** Bytes of all its messages, sent or not. */
    int size() {
        return bytes.writerIndex();
    }

    /** Messages that the socket has not taken as a whole. */
    int messagesLeft() {
        int left = messages;
        while (left > 0 && ends[messages - left] <= bytes.readerIndex()) {
            left--;
        }
        return left;
    }

    int messages() {
        return messages;
    }

    /** The bytes that are left to send, for a socket that releases them when it is done. */
    ByteBuf forSocket() {
        return bytes.retain();
    }

    /**
     * After a broken connection: goes back to the end of the last message that the socket took as a whole.
     *
     * <p>The receiver saw at most the beginning of the message behind that, so it is sent again from its beginning.
     */
    void rewind() {
        int taken = bytes.readerIndex();
        int place = Arrays.binarySearch(ends, 0, messages, taken);
        int whole = place >= 0 ? taken : endBefore(-place - 1);
        bytes.readerIndex(whole);
    }

    private int endBefore(int message) {
        return message == 0 ? 0 : ends[message - 1];
    }

    /** Whether it can be filled again after {@link #clear()}. */
    boolean reusable() {
        return bytes.capacity() == CAPACITY;
    }

    void clear() {
        bytes.clear();
        messages = 0;
    }

    void release() {
        bytes.release();
    }
}
