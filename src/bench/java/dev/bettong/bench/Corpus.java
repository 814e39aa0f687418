package dev.bettong.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What is sent, again and again: frame {@code f} of the stream is frame {@code f % frames} of the corpus. The same in every
 * run. It knows which outputs have to come back: those of a key in the order of their frames. Immutable, for all threads.
 */
final class Corpus {

    /** Frames of every corpus. */
    static final int FRAMES = 1 << 16;

    private final List<String> keys;
    private final ByteBuffer bytes;
    private final int[] frameStarts;
    private final int[] messagesBefore;
    private final int[] outputsBefore;
    private final int[] outputStarts; // by key
    private final int[] outputFrames; // of the outputs of all keys, one key after the other
    private final int frames;

    /**
     * Indexes a corpus. Each of the arrays that are by frame has an element for the end, too.
     *
     * @param frameStarts where frames begin in {@code bytes}
     * @param messagesBefore how many messages come before each frame
     * @param outputsBefore how many outputs the frames before each frame have
     * @param keyAt index in {@code keys} of every output
     */
    Corpus(List<String> keys, byte[] bytes, int[] frameStarts, int[] messagesBefore, int[] outputsBefore, int[] keyAt) {
        this.keys = List.copyOf(keys);
        this.bytes = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        this.frameStarts = frameStarts;
        this.messagesBefore = messagesBefore;
        this.outputsBefore = outputsBefore;
        this.frames = frameStarts.length - 1;
        this.outputStarts = new int[keys.size() + 1];
        this.outputFrames = new int[keyAt.length];
        index(keyAt);
    }

    private void index(int[] keyAt) {
        for (int key : keyAt) {
            outputStarts[key + 1]++;
        }
        for (int key = 0; key < keys.size(); key++) {
            outputStarts[key + 1] += outputStarts[key];
        }
        int[] next = Arrays.copyOf(outputStarts, keys.size());
        for (int frame = 0; frame < frames; frame++) {
            for (int i = outputsBefore[frame]; i < outputsBefore[frame + 1]; i++) {
                outputFrames[next[keyAt[i]]++] = frame;
            }
        }
    }

    List<String> keys() {
        return keys;
    }

    int frames() {
        return frames;
    }

    int bytes() {
        return bytes.capacity();
    }

    /** How many messages the stream has before a frame. */
    long messagesBefore(long frame) {
        return before(messagesBefore, frame);
    }

    /** How many outputs the frames of the stream before a frame have. */
    long outputsBefore(long frame) {
        return before(outputsBefore, frame);
    }

    private long before(int[] counts, long frame) {
        return frame / frames * counts[frames] + counts[(int) (frame % frames)];
    }

    /** How many outputs of a key the frames of the stream before a frame have. */
    long outputsBefore(long frame, int key) {
        int within =
                Arrays.binarySearch(outputFrames, outputStarts[key], outputStarts[key + 1], (int) (frame % frames));
        int first = within < 0 ? -within - 1 : within;
        while (first > outputStarts[key] && outputFrames[first - 1] == frame % frames) {
            first--; // a key may have two outputs of a frame
        }
        return frame / frames * inCorpus(key) + first - outputStarts[key];
    }

    /** The frame of the stream that has the {@code count}th output of a key, counted from 1. */
    long frameOf(int key, long count) {
        int inCorpus = inCorpus(key);
        int within = (int) ((count - 1) % inCorpus);
        return (count - 1) / inCorpus * frames + outputFrames[outputStarts[key] + within];
    }

    private int inCorpus(int key) {
        return outputStarts[key + 1] - outputStarts[key];
    }

    /** A view of the bytes from one frame to another, which must not be before the first in the corpus. */
    ByteBuffer slice(int from, int to) {
        return bytes.slice(frameStarts[from], frameStarts[to] - frameStarts[from]);
    }
}
