package dev.bettong.examples.wordcount;

import dev.bettong.examples.wordcount.Audit.Verdict;
import dev.bettong.examples.wordcount.WordCount.Count;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the demo tells the person at the console. Has no state; any thread may call. */
final class DemoScreen implements DemoSink.Receiver {

    private static final int ECHOED = 20;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintStream out;

    DemoScreen(PrintStream out) {
        this.out = out;
    }

    void opening(InetSocketAddress source, InetSocketAddress sink) {
        out.printf("""

                Word count: the Bill of Rights, again and again, sent to %s:%d.
                Every word comes back to %s:%d as a line "word => n", and every line is checked.
                """, source.getHostString(), source.getPort(), sink.getHostString(), sink.getPort());
    }

    void phase(DemoPhase phase) {
        out.printf("%n%s%n", phase.title());
        out.printf("%14s %12s %12s %12s   %s%n", "words/s", "p50", "p99", "max", "most frequent");
    }

    void progress(double wordsPerSecond, Latencies.Summary latency, List<Count> most) {
        String frequent = most.stream()
                .map(count -> String.format(Locale.ROOT, "%s %,d", count.word(), count.total()))
                .collect(Collectors.joining(", "));
        row(wordsPerSecond, latency, frequent);
    }

    void phaseEnd(double wordsPerSecond, Latencies.Summary latency) {
        row(wordsPerSecond, latency, "in all");
    }

    void verdict(Verdict verdict) {
        if (verdict.isRight()) {
            out.printf(Locale.ROOT, """

                    Every count was right: %,d lines for %d different words, each word from 1 up to its last count,
                    every number once and in order.
                    """, verdict.lines(), verdict.words());
        } else {
            out.printf(
                    Locale.ROOT,
                    """

                    NOT every count was right: %,d came back, %,d are missing, %,d are too many, %,d are out of order,
                    %,d lines are not of this text. First: %s.
                    Does anybody else send to the source, or has its state counted before?
                    """,
                    verdict.lines(),
                    verdict.missing(),
                    verdict.surplus(),
                    verdict.outOfOrder(),
                    verdict.foreign(),
                    verdict.firstProblem());
        }
    }

    void invitation(InetSocketAddress source, List<String> urls) {
        out.printf("%nThe demo is over; the service stays up until Ctrl-C.%n");
        for (String url : urls) {
            out.printf("  %s%n", url);
        }
        out.printf("""
                Send it a text yourself; what comes back is shown here:
                  python3 -c "import socket, struct; t = b'Hello again, hello'; \
                socket.create_connection(('%s', %d)).sendall(struct.pack('>I', len(t)) + t)"
                """, source.getHostString(), source.getPort());
    }

    /** Shows what somebody else's text made, not all of it if it is much. */
    @Override
    public void received(List<Count> counts, long now) {
        counts.stream().limit(ECHOED).forEach(count -> out.printf("  %s => %d%n", count.word(), count.total()));
        if (counts.size() > ECHOED) {
            out.printf("  ... and %d more%n", counts.size() - ECHOED);
        }
    }

    @Override
    public void unreadable(String line) {
        out.printf("  %s%n", line);
    }

    void trouble(String what, Exception cause) {
        out.printf("%nThe demo cannot continue: %s (%s). The service is not affected.%n", what, cause);
    }

    private void row(double wordsPerSecond, Latencies.Summary latency, String remark) {
        if (latency.count() == 0) {
            out.printf(Locale.ROOT, "%,14.0f %12s %12s %12s   %s%n", wordsPerSecond, "-", "-", "-", remark);
        } else {
            out.printf(
                    Locale.ROOT,
                    "%,14.0f %9.2f ms %9.2f ms %9.2f ms   %s%n",
                    wordsPerSecond,
                    latency.p50() / NANOS_PER_MILLI,
                    latency.p99() / NANOS_PER_MILLI,
                    latency.max() / NANOS_PER_MILLI,
                    remark);
        }
    }
}
