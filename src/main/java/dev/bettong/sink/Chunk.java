package dev.bettong.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some whole messages that go to a socket together. Remembers where each message ends, so that after a broken connection
 * the next one can begin with a whole message. Owned by one event loop.
 *
 * <p>Messages are collected in an array and copied to direct memory all at once: that costs less than to write each to
 * direct memory by itself.
 */
final class Chunk {

    /** Bytes of a chunk, unless a single message is longer. */
    static final int CAPACITY = 64 * 1024;

    private static final int FIRST_ENDS = 64;

    private final byte[] bytes;
    private int size;
    private int start; // of the first message that no socket has taken as a whole
    private int[] ends = new int[FIRST_ENDS];
    private int messages;
    private long readAt;
    private boolean shared; // with a copy of what is unsent, which is to stay as it is
    private @Nullable ByteBuf inSocket; // a copy of the bytes, whose reader index tells what the socket has taken

    Chunk(int capacity) {
        bytes = new byte[capacity];
    }

    boolean fits(byte[] message) {
        return bytes.length - size >= message.length;
    }

    /** Adds a message that was made of what was read at {@code messageReadAt}. */
    void append(byte[] message, long messageReadAt) {
        if (messages == 0) {
            readAt = messageReadAt;
        }
        if (messages == ends.length) {
            ends = Arrays.copyOf(ends, 2 * messages);
        }
        System.arraycopy(message, 0, bytes, size, message.length);
        size += message.length;
        ends[messages++] = size;
    }

    boolean empty() {
        return messages == 0;
    }

    /** Bytes of all its messages, sent or not. */
    int size() {
        return size;
    }

    int messages() {
        return messages;
    }

    /** When the bytes that led to its first message were read. */
    long readAt() {
        return readAt;
    }

    /** Messages that the socket has not taken as a whole. */
    int messagesLeft() {
        return messages - firstLeft();
    }

    private int firstLeft() {
        int place = Arrays.binarySearch(ends, 0, messages, taken());
        return place >= 0 ? place + 1 : -place - 1;
    }

    private int taken() {
        return inSocket == null ? start : inSocket.readerIndex();
    }

    /**
     * The messages that the socket has not taken as a whole. Copies nothing: what was appended stays where it is, since
     * from now on this chunk is not {@link #reusable()}.
     */
    UnsentMessages unsent() {
        shared = true;
        int first = firstLeft();
        return new UnsentMessages(bytes, endBefore(first), ends, first, messages);
    }

    /** The bytes that are left to send, for a socket that releases them when it is done. */
    ByteBuf forSocket() {
        if (inSocket == null) {
            inSocket = PooledByteBufAllocator.DEFAULT
                    .directBuffer(size)
                    .writeBytes(bytes, 0, size)
                    .readerIndex(start);
        }
        return inSocket.retain();
    }

    /**
     * As {@link #forSocket()}, for a socket that encrypts: it takes bytes long before it sends them, so they count as left
     * until the chunk is written as a whole.
     */
    ByteBuf forTls() {
        return forSocket().duplicate().asReadOnly(); // shares the count of references
    }

    /**
     * After a broken connection: goes back to the end of the last message that the socket took as a whole.
     *
     * <p>The receiver saw at most the beginning of the message behind that, so it is sent again from its beginning.
     */
    void rewind() {
        start = endBefore(firstLeft());
        release();
    }

    private int endBefore(int message) {
        return message == 0 ? 0 : ends[message - 1];
    }

    /** Whether it can be filled again after {@link #clear()}. */
    boolean reusable() {
        return bytes.length == CAPACITY && !shared;
    }

    void clear() {
        release();
        size = 0;
        start = 0;
        messages = 0;
    }

    /** Gives back the memory outside of the heap. */
    void release() {
        if (inSocket != null) {
            inSocket.release();
            inSocket = null;
        }
    }
}
