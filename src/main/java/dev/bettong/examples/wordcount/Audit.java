package dev.bettong.examples.wordcount;

import dev.bettong.examples.wordcount.WordCount.Count;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares what comes back with what was sent: is every count there, once and in order, and how long did it take?
 *
 * <p>Synchronized: the feed announces probes, the threads of the sink's connections bring counts, the demo reads.
 */
final class Audit implements DemoSink.Receiver {

    private final DemoText text;
    private final Map<String, Word> words = new HashMap<>();
    private final Latencies lately = new Latencies();
    private final Latencies sincePhase = new Latencies();
    private long lines;
    private long outOfOrder;
    private long foreign;
    private @Nullable String firstProblem;

    /** What came back of one word. */
    private static final class Word {

        private final Queue<Due> due = new ArrayDeque<>();
        private long received;
        private long total;
    }

    /** A frame on its way whose latency is measured: it ends with the last of its words. */
    private static final class Probe {

        private final long sentAt;
        private int missing;

        private Probe(long sentAt) {
            this.sentAt = sentAt;
        }
    }

    /** A probe waits until a word has come back so many times. */
    private record Due(long received, Probe probe) {}

    /**
     * How the demo stands.
     *
     * @param lines counts received so far
     * @param latency of the probes that came back since the last progress
     * @param most the most frequent words
     */
    record Progress(long lines, Latencies.Summary latency, List<Count> most) {}

    /**
     * What the comparison says.
     *
     * @param words different words that came back
     * @param lines their counts
     * @param missing counts that did not come back
     * @param surplus counts of words that had not been sent so often
     * @param outOfOrder counts that were not one more than the last of their word
     * @param foreign lines that are no count of a word of the text
     * @param firstProblem what was wrong first
     */
    record Verdict(
            int words,
            long lines,
            long missing,
            long surplus,
            long outOfOrder,
            long foreign,
            @Nullable String firstProblem) {

        boolean isRight() {
            return missing == 0 && surplus == 0 && outOfOrder == 0 && foreign == 0;
        }
    }

    Audit(DemoText text) {
        this.text = text;
        text.words().forEach(word -> words.put(word, new Word()));
    }

    /** Measures the latency of a frame that is about to be sent for the first time. */
    synchronized void probe(long frame, long sentAt) {
        Probe probe = new Probe(sentAt);
        for (String name : text.wordsOf(frame)) {
            Word word = words.get(name);
            long wanted = text.occurrencesIn(frame + 1, name);
            if (word != null && word.received < wanted) {
                word.due.add(new Due(wanted, probe));
                probe.missing++;
            }
        }
    }

    @Override
    public synchronized void received(List<Count> counts, long now) {
        for (Count count : counts) {
            Word word = words.get(count.word());
            if (word == null) {
                foreign++;
                problem("'" + count.word() + "' is not in the text");
            } else {
                received(word, count, now);
            }
        }
        notifyAll();
    }

    @Override
    public synchronized void unreadable(String line) {
        foreign++;
        problem("'" + line + "' is not of the form 'word => n'");
    }

    /** Waits until so many counts have come back, or none has for {@code timeout}. */
    synchronized void awaitLines(long expected, Duration timeout) throws InterruptedException {
        long before = lines;
        long until = System.nanoTime() + timeout.toNanos();
        while (lines < expected) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
            if (lines != before) {
                before = lines;
                until = System.nanoTime() + timeout.toNanos();
            }
        }
    }

    /** How the demo stands, with the {@code size} most frequent words; begins a new progress. */
    synchronized Progress progress(int size) {
        List<Count> most = words.entrySet().stream()
                .filter(word -> word.getValue().received > 0)
                .map(word -> new Count(word.getKey(), word.getValue().total))
                .sorted(Comparator.comparingLong(Count::total).reversed().thenComparing(Count::word))
                .limit(size)
                .toList();
        Progress progress = new Progress(lines, lately.summary(), most);
        lately.reset();
        return progress;
    }

    /** The latency of the probes that came back since the last call. */
    synchronized Latencies.Summary phase() {
        Latencies.Summary phase = sincePhase.summary();
        sincePhase.reset();
        lately.reset();
        return phase;
    }

    /** Compares what has come back with {@code frames} frames sent. */
    synchronized Verdict verdict(long frames) {
        int seen = 0;
        long missing = 0;
        long surplus = 0;
        for (Map.Entry<String, Word> word : words.entrySet()) {
            long received = word.getValue().received;
            long sent = text.occurrencesIn(frames, word.getKey());
            seen += received > 0 ? 1 : 0;
            missing += Math.max(0, sent - received);
            surplus += Math.max(0, received - sent);
            if (received != sent) {
                problem("'%s' was sent %,d times and counted %,d times".formatted(word.getKey(), sent, received));
            }
        }
        return new Verdict(seen, lines, missing, surplus, outOfOrder, foreign, firstProblem);
    }

    private void received(Word word, Count count, long now) {
        if (count.total() != word.total + 1) {
            outOfOrder++;
            problem("'%s' had %,d after %,d".formatted(count.word(), count.total(), word.total));
        }
        word.total = count.total();
        word.received++;
        lines++;
        for (Due due = word.due.peek(); due != null && due.received <= word.received; due = word.due.peek()) {
            word.due.remove();
            if (--due.probe.missing == 0) {
                lately.record(now - due.probe.sentAt);
                sincePhase.record(now - due.probe.sentAt);
            }
        }
    }

    private void problem(String problem) {
        if (firstProblem == null) {
            firstProblem = problem;
        }
    }
}
