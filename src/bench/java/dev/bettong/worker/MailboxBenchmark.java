package dev.bettong.worker;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.Control;

/**
 * What it costs an event to go from one worker to another in a full batch: filling it, handing it over, reading it and
 * giving it back. Once on one thread, which is the work itself, and once between two, which adds the way between cores.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBenchmark {

    private static final int MANY = 4 << 20;
    private static final byte[] FRAME = new byte[80];
    private static final Object EVENT = "event";
    private static final Object KEY = "key";

    private final Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
    private final Mailbox mailbox = new Mailbox(backpressure.limit("mailbox", MANY));

    @Benchmark
    @Group("oneThread")
    @OperationsPerInvocation(Batch.CAPACITY)
    public void there(Blackhole blackhole) {
        mailbox.send(filled());
        Batch batch = mailbox.poll();
        if (batch != null) {
            empty(batch, blackhole);
        }
    }

    @Benchmark
    @Group("twoThreads")
    @GroupThreads(1)
    @OperationsPerInvocation(Batch.CAPACITY)
    public void send(Control control) {
        while (!backpressure.open() && !control.stopMeasurement) {
            Thread.onSpinWait(); // as a source that does not read
        }
        mailbox.send(filled());
    }

    @Benchmark
    @Group("twoThreads")
    @GroupThreads(1)
    @OperationsPerInvocation(Batch.CAPACITY)
    public void receive(Control control, Blackhole blackhole) {
        Batch batch = mailbox.poll();
        while (batch == null && !control.stopMeasurement) {
            Thread.onSpinWait();
            batch = mailbox.poll();
        }
        if (batch != null) {
            empty(batch, blackhole);
        }
    }

    private Batch filled() {
        Batch batch = mailbox.lease();
        while (!batch.full()) {
            batch.add(EVENT, KEY, 1, FRAME, null);
        }
        return batch;
    }

    private void empty(Batch batch, Blackhole blackhole) {
        for (int i = 0; i < batch.size; i++) {
            blackhole.consume(batch.events[i]);
        }
        mailbox.handled(batch);
    }
}
