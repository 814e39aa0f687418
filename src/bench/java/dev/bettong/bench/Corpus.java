package dev.bettong.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The text that is sent, again and again: frame {@code f} of the stream is frame {@code f % frames} of the text. The same
 * in every run. Immutable, for all threads.
 */
final class Corpus {

    private static final int VOCABULARY = 20_000;
    private static final int FRAMES = 1 << 16;

    private final List<String> vocabulary;
    private final ByteBuffer bytes;
    private final int[] frameStarts;
    private final int[] wordsBefore;
    private final int[] occurrenceStarts; // by word
    private final int[] occurrenceFrames; // of all words, one after the other, each in the order of the text
    private final int frames;

    /**
     * Indexes a text.
     *
     * @param frameStarts where frames begin in {@code bytes}, and where the last one ends
     * @param wordsBefore how many words come before each frame, and how many there are
     * @param wordAt index in {@code vocabulary} of every word of the text
     */
    Corpus(List<String> vocabulary, byte[] bytes, int[] frameStarts, int[] wordsBefore, int[] wordAt) {
        this.vocabulary = List.copyOf(vocabulary);
        this.bytes = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        this.frameStarts = frameStarts;
        this.wordsBefore = wordsBefore;
        this.frames = frameStarts.length - 1;
        this.occurrenceStarts = new int[vocabulary.size() + 1];
        this.occurrenceFrames = new int[wordAt.length];
        index(wordAt);
    }

    /** The text that the benchmark sends. */
    static Corpus standard() {
        return new CorpusWriter(VOCABULARY).write(FRAMES);
    }

    private void index(int[] wordAt) {
        for (int word : wordAt) {
            occurrenceStarts[word + 1]++;
        }
        for (int word = 0; word < vocabulary.size(); word++) {
            occurrenceStarts[word + 1] += occurrenceStarts[word];
        }
        int[] next = Arrays.copyOf(occurrenceStarts, vocabulary.size());
        for (int frame = 0; frame < frames; frame++) {
            for (int i = wordsBefore[frame]; i < wordsBefore[frame + 1]; i++) {
                occurrenceFrames[next[wordAt[i]]++] = frame;
            }
        }
    }

    List<String> vocabulary() {
        return vocabulary;
    }

    int frames() {
        return frames;
    }

    int bytes() {
        return bytes.capacity();
    }

    /** How many words the stream has before a frame. */
    long wordsBefore(long frame) {
        return frame / frames * wordsBefore[frames] + wordsBefore[(int) (frame % frames)];
    }

    /** How often the stream has a word before a frame. */
    long occurrences(int word, long frame) {
        int within = Arrays.binarySearch(
                occurrenceFrames, occurrenceStarts[word], occurrenceStarts[word + 1], (int) (frame % frames));
        int first = within < 0 ? -within - 1 : within;
        while (first > occurrenceStarts[word] && occurrenceFrames[first - 1] == frame % frames) {
            first--; // a word may come twice in a frame
        }
        return frame / frames * inText(word) + first - occurrenceStarts[word];
    }

    /** The frame in which the stream has a word for the {@code count}th time, counted from 1. */
    long frameOf(int word, long count) {
        int inText = inText(word);
        int within = (int) ((count - 1) % inText);
        return (count - 1) / inText * frames + occurrenceFrames[occurrenceStarts[word] + within];
    }

    private int inText(int word) {
        return occurrenceStarts[word + 1] - occurrenceStarts[word];
    }

    /** A view of the text's bytes from one frame to another, which must not be before the first in the text. */
    ByteBuffer slice(int from, int to) {
        return bytes.slice(frameStarts[from], frameStarts[to] - frameStarts[from]);
    }
}
