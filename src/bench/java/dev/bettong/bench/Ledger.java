package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What has come back: for every word the counts 1, 2, 3 and so on, each once and in this order, or else a fault.
 *
 * <p>The receiver's thread writes. What it wrote before it published a number of words is seen by who read that number.
 */
final class Ledger {

    private static final int LONGEST_LINE = 128;

    private final Corpus corpus;
    private final WordTable words;
    private final long[] counts; // by word
    private final AtomicLong published = new AtomicLong(); // words; written by the receiver, read by all
    private volatile long lastAt; // nanos; written by the receiver, read by all
    private volatile @Nullable String fault; // written by the receiver, read by all
    private volatile @Nullable Recording recording; // written between two phases, read by the receiver
    private long received;

    Ledger(Corpus corpus) {
        this.corpus = corpus;
        this.words = new WordTable(corpus.vocabulary());
        this.counts = new long[corpus.vocabulary().size()];
    }

    /** Takes the latency of what comes from now on, or of nothing. */
    void record(@Nullable Recording next) {
        recording = next;
    }

    /**
     * Receiver: takes lines.
     *
     * @param now when they were read, by {@link System#nanoTime()}
     * @return where the first line begins that is not whole
     */
    int lines(byte[] bytes, int from, int to, long now) {
        Recording current = recording;
        int start = from;
        while (start < to) {
            int end = line(bytes, start, to, now, current);
            if (end < 0) {
                break;
            }
            start = end;
        }
        lastAt = now;
        published.lazySet(received);
        return start;
    }

    /** Takes one line; returns where the next begins, or -1 if the line is not whole. */
    private int line(byte[] bytes, int start, int to, long now, @Nullable Recording current) {
        int hash = 0;
        int at = start;
        while (at < to && bytes[at] != ' ' && bytes[at] != '\n') {
            hash = WordTable.hash(hash, bytes[at++]);
        }
        int wordEnd = at;
        at += 4; // " => "
        long count = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            count = count * 10 + bytes[at++] - '0';
        }
        if (at >= to) {
            if (to - start > LONGEST_LINE) {
                fault("no line", bytes, start, to);
            }
            return -1;
        }
        boolean arrow = bytes[wordEnd] == ' '
                && bytes[wordEnd + 1] == '='
                && bytes[wordEnd + 2] == '>'
                && bytes[wordEnd + 3] == ' ';
        int word = words.find(bytes, start, wordEnd, hash);
        if (!arrow || bytes[at] != '\n' || word == WordTable.NOT_FOUND) {
            fault("not a word of the text and its count", bytes, start, at);
        } else if (count != counts[word] + 1) {
            fault("expected " + (counts[word] + 1), bytes, start, at);
        } else {
            counts[word] = count;
            received++;
            if (current != null) {
                current.arrived(word, count, now);
            }
        }
        return at + 1;
    }

    private void fault(String what, byte[] bytes, int from, int to) {
        if (fault == null) {
            int length = Math.min(LONGEST_LINE, to - from);
            fault = "'%s': %s".formatted(new String(bytes, from, length, UTF_8), what);
        }
    }

    /** Words that have come back. */
    long received() {
        return published.get();
    }

    /** When the last of them came, by {@link System#nanoTime()}. */
    long lastAt() {
        return lastAt;
    }

    /** What was wrong first, or {@code null}. */
    @Nullable
    String fault() {
        return fault;
    }

    /**
     * Compares what has come back with what was sent, when all of it has.
     *
     * @throws IllegalStateException if a word was not counted as often as it was sent
     */
    void verify(long frames) {
        for (int word = 0; word < counts.length; word++) {
            long sent = corpus.occurrences(word, frames);
            if (counts[word] != sent) {
                throw new IllegalStateException("'%s' was sent %,d times and counted %,d times"
                        .formatted(corpus.vocabulary().get(word), sent, counts[word]));
            }
        }
    }
}
