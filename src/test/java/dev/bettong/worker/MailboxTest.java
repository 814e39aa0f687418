package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final long TIMEOUT_SECONDS = Deadlines.CONDITION.toSeconds();
    private static final byte[] FRAME = {1};

    private final ExecutorService threads = Executors.newCachedThreadPool(); // as many as are wanted at once

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void handsMillionsOfEventsOverInOrderAndIsEmptyAtTheEnd() throws Exception {
        int events = 3_000_000;
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        Mailbox mailbox = new Mailbox(backpressure.limit("mailbox", 100_000));
        AtomicBoolean aborted = new AtomicBoolean(); // written by the test
        CompletableFuture<Integer> sender =
                CompletableFuture.supplyAsync(() -> send(mailbox, backpressure, events, aborted), threads);
        CompletableFuture<Integer> receiver =
                CompletableFuture.supplyAsync(() -> receive(mailbox, events, aborted), threads);
        try {
            int batches = sender.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            int received = receiver.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);

            assertThat(received).isEqualTo(events);
            assertThat(mailbox.sent()).isEqualTo(mailbox.handled()).isPositive();
            assertThat(backpressure.open()).isTrue();
            assertThat(backpressure.causes()).isEmpty();
            assertThat(batches).as("batches that were made").isLessThan(2_000);
        } finally {
            aborted.set(true);
        }
    }

    /** Sends numbers in batches of all sizes, and stops while the gate is closed; returns how many batches were made. */
    private static int send(Mailbox mailbox, Backpressure backpressure, int events, AtomicBoolean aborted) {
        Idling idling = new Idling();
        Set<Batch> made = Collections.newSetFromMap(new IdentityHashMap<>());
        int next = 0;
        int size = 1;
        while (next < events && !aborted.get()) {
            if (!backpressure.open()) {
                idling.idle();
                continue;
            }
            Batch batch = mailbox.lease();
            made.add(batch);
            batch.segment = 1;
            size = size % Batch.CAPACITY + 1;
            while (next < events && batch.size < size) {
                batch.add(next, "key", next % 64, new byte[next % 10], null);
                next++;
            }
            mailbox.send(batch);
        }
        return made.size();
    }

    private static int receive(Mailbox mailbox, int events, AtomicBoolean aborted) {
        Idling idling = new Idling();
        int expected = 0;
        while (expected < events && !aborted.get()) {
            Batch batch = mailbox.poll();
            if (batch == null) {
                idling.idle();
                continue;
            }
            for (int i = 0; i < batch.size; i++) {
                Object event = batch.events[i];
                if (event == null || (int) event != expected || batch.partitions[i] != expected % 64) {
                    throw new AssertionError("expected event %d, got %s".formatted(expected, event));
                }
                expected++;
            }
            mailbox.handled(batch);
        }
        return expected;
    }

    @Test
    void givesBatchesBackEmpty() {
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        Mailbox mailbox = new Mailbox(backpressure.limit("mailbox", 1_000_000));
        Batch sent = mailbox.lease();
        sent.add("event", "key", 3, FRAME, null);
        mailbox.send(sent);
        assertThat(mailbox.poll()).isSameAs(sent);
        mailbox.handled(sent);

        assertThat(mailbox.lease()).isSameAs(sent);
        assertThat(sent.size).isZero();
        assertThat(sent.events).containsOnlyNulls();
        assertThat(sent.keys).containsOnlyNulls();
        assertThat((Object[]) sent.frames).containsOnlyNulls();
    }

    @Test
    void weighsABatchWithoutManyEventsAtLeastAsMuchAsItsSlots() {
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        long limit = 4 << 20;
        Mailbox mailbox = new Mailbox(backpressure.limit("mailbox", limit));
        int batches = 0;
        while (backpressure.open()) {
            Batch batch = mailbox.lease();
            batch.add("event", "key", 0, FRAME, null);
            mailbox.send(batch);
            batches++;
        }
        long slots = Batch.CAPACITY * (4L + 4 + 4 + 4); // an event, a key, a frame and a partition

        assertThat(batches * slots)
                .as("bytes of heap that wait below the limit")
                .isLessThan(2 * limit);
    }

    /** The receiver may have handled a batch before its sender notes that the mailbox is full. */
    @Test
    void isNotHeldToBeFullWhenItsReceiverWasQuicker() throws Exception {
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        Mailbox mailbox = new Mailbox(backpressure.limit("mailbox", 1));
        AtomicInteger handled = new AtomicInteger(); // written by the receiver
        AtomicBoolean ended = new AtomicBoolean(); // written by the test
        CompletableFuture<Void> receiver = CompletableFuture.runAsync(
                () -> {
                    while (!ended.get()) {
                        Batch batch = mailbox.poll();
                        if (batch != null) {
                            mailbox.handled(batch);
                            handled.incrementAndGet();
                        }
                    }
                },
                threads);
        try {
            Idling idling = new Idling();
            for (int i = 1; i <= 50_000; i++) {
                mailbox.send(mailbox.lease());
                while (handled.get() < i) {
                    idling.idle();
                }
                assertThat(backpressure.open()).as("open after batch %d", i).isTrue();
            }
        } finally {
            ended.set(true);
        }
        receiver.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * A source that stops when it finds the gate closed and looks again when the gate tells it to, as connections do: if
     * it does not read in the end though everything is handled, it never will.
     */
    @Test
    void leavesNoSourceStoppedHoweverItsEndsRace() throws Exception {
        LinkedBlockingQueue<Boolean> looks = new LinkedBlockingQueue<>(); // filled by both ends, emptied by the source
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> looks.add(true));
        BufferLimit limit = backpressure.limit("mailbox", 1);
        Mailbox mailbox = new Mailbox(limit);
        AtomicBoolean ended = new AtomicBoolean(); // written by the test
        int batches = 100_000;
        AtomicInteger handled = new AtomicInteger(); // written by the receiver
        CompletableFuture<Void> sender = CompletableFuture.runAsync(
                () -> {
                    Idling idling = new Idling();
                    for (int i = 0; i < batches && !ended.get(); i++) {
                        while (i - handled.get() > 100 && !ended.get()) {
                            idling.idle();
                        }
                        Batch batch = mailbox.lease();
                        batch.add("event", "key", 0, FRAME, null);
                        mailbox.send(batch);
                    }
                },
                threads);
        CompletableFuture<Void> receiver = CompletableFuture.runAsync(
                () -> {
                    Idling idling = new Idling();
                    while (handled.get() < batches && !ended.get()) {
                        Batch batch = mailbox.poll();
                        if (batch == null) {
                            idling.idle();
                        } else {
                            mailbox.handled(batch);
                            handled.incrementAndGet();
                        }
                    }
                },
                threads);
        CompletableFuture<Boolean> source = CompletableFuture.supplyAsync(
                () -> {
                    Idling idling = new Idling();
                    boolean reads = true;
                    while (!ended.get() || !looks.isEmpty()) {
                        if (looks.poll() != null) {
                            reads = backpressure.open(); // told to look
                        } else if (reads && !backpressure.open()) {
                            reads = false; // found it closed after a read
                        } else {
                            idling.idle();
                        }
                    }
                    return reads;
                },
                threads);
        try {
            sender.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            receiver.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } finally {
            ended.set(true);
        }

        assertThat(backpressure.open()).isTrue();
        assertThat(limit.over()).isFalse();
        assertThat(source.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .as("the source reads")
                .isTrue();
        assertThat(backpressure.fullMillis()).as("time closed").isBetween(0L, TIMEOUT_SECONDS * 1_000);
    }

    /** Waits on, mostly without giving the core away: races need both threads to run. */
    private static final class Idling {

        private static final int SPINS = 1_000;

        private int turns;

        void idle() {
            if (++turns % SPINS == 0) {
                LockSupport.parkNanos(1);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
