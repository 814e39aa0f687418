package dev.bettong.sink;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Some messages, in order, that no socket had taken as a whole at some moment. Does not change: a worker makes it, and
 * any thread may read it.
 */
public final class UnsentMessages {

    private final byte[] bytes; // behind our last end, a chunk may still be filling it
    private final int start;
    private final int[] ends;
    private final int first;
    private final int last;

    /**
     * Messages that were saved.
     *
     * @param bytes all messages, one behind the other
     * @param ends where in {@code bytes} each message ends
     */
    public UnsentMessages(byte[] bytes, int[] ends) {
        this(bytes, 0, ends, 0, ends.length);
        int end = ends.length == 0 ? 0 : ends[ends.length - 1];
        if (end != bytes.length) {
            throw new IllegalArgumentException(
                    "messages of %d bytes end at %d, expected the same".formatted(bytes.length, end));
        }
    }

    /**
     * A part of a chunk.
     *
     * @param start where in {@code bytes} the first message begins
     * @param ends where in {@code bytes} each message ends
     * @param first place of the first message in {@code ends}
     * @param last place behind the last one
     */
    UnsentMessages(byte[] bytes, int start, int[] ends, int first, int last) {
        this.bytes = bytes;
        this.start = start;
        this.ends = ends;
        this.first = first;
        this.last = last;
    }

    /** Messages that were saved. */
    public static UnsentMessages of(List<byte[]> messages) {
        int[] ends = new int[messages.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += messages.get(i).length;
            ends[i] = end;
        }
        byte[] bytes = new byte[end];
        for (int i = 0; i < ends.length; i++) {
            byte[] message = messages.get(i);
            System.arraycopy(message, 0, bytes, ends[i] - message.length, message.length);
        }
        return new UnsentMessages(bytes, ends);
    }

    /** How many messages. */
    public int count() {
        return last - first;
    }

    /** A copy of all messages, one behind the other. */
    public byte[] bytes() {
        return Arrays.copyOfRange(bytes, start, count() == 0 ? start : ends[last - 1]);
    }

    /** Where in {@link #bytes()} each message ends. */
    public int[] ends() {
        int[] copy = Arrays.copyOfRange(ends, first, last);
        for (int i = 0; i < copy.length; i++) {
            copy[i] -= start;
        }
        return copy;
    }

    /** Gives copies of all messages, in order. */
    public void forEach(Consumer<byte[]> action) {
        int from = start;
        for (int i = first; i < last; i++) {
            action.accept(Arrays.copyOfRange(bytes, from, ends[i]));
            from = ends[i];
        }
    }
}
