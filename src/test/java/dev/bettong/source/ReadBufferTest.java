package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Framing;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadBufferTest {

    private static final Framing LINES = Framing.lines();
    private static final int LONGEST = 12;
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final RecordingReceiver received = new RecordingReceiver();
    private final LoopConnections loopConnections = ReadConnection.loopConnections(received, NO_LIMIT);

    /** Two intakes get the same reads and ends, one of them is held again and again. */
    @Test
    void hearsTheSameAsWithoutAHoldAndNothingInOne() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RecordingReceiver expected = new RecordingReceiver();
            RecordingReceiver heard = new RecordingReceiver();
            EmbeddedChannel turns = new EmbeddedChannel();
            LoopConnections free = ReadConnection.loopConnections(turns.eventLoop(), expected, NO_LIMIT);
            LoopConnections held = ReadConnection.loopConnections(turns.eventLoop(), heard, NO_LIMIT);
            List<ReadConnection> toFree = connections(free, 5);
            List<ReadConnection> toHeld = connections(held, 5);
            List<ReadConnection> gone = new ArrayList<>();
            int heardBefore = 0;
            for (int step = 0; step < 200; step++) {
                int which = random.nextInt(5);
                switch (random.nextInt(20)) {
                    case 0, 1 -> {
                        held.hold(System.nanoTime());
                        heardBefore = heard.heard().size();
                    }
                    case 2, 3 -> held.resume(System.nanoTime());
                    case 4 -> {
                        toFree.set(which, ended(toFree.get(which), free));
                        gone.add(toHeld.set(which, ended(toHeld.get(which), held)));
                    }
                    default -> {
                        byte[] bytes = bytes(random, which);
                        toFree.get(which).read(bytes);
                        toHeld.get(which).read(bytes);
                    }
                }
                turns.runScheduledPendingTasks();
                if (held.held()) {
                    assertThat(heard.heard()).as("seed %d", seed).hasSize(heardBefore);
                } else {
                    assertThat(heard.heard()).as("seed %d", seed).isEqualTo(expected.heard());
                    assertThat(toHeld).allMatch(connection -> connection.reads() || !connection.open());
                }
            }
            held.resume(System.nanoTime());
            toFree.forEach(ReadConnection::close);
            toHeld.forEach(ReadConnection::close);
            turns.runScheduledPendingTasks();
            assertThat(heard.heard()).as("seed %d", seed).isEqualTo(expected.heard());
            assertThat(held.bytes()).isEqualTo(free.bytes());
            assertThat(held.connections()).isZero();
            assertThat(toHeld).allMatch(ReadBufferTest::holdsNothing);
            assertThat(gone).allMatch(ReadBufferTest::holdsNothing);
        }
    }

    private static byte[] bytes(Random random, int which) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            text.append(random.nextInt(6) == 0 ? "\n" : String.valueOf((char) ('a' + which)));
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static ReadConnection ended(ReadConnection connection, LoopConnections loopConnections) {
        connection.close();
        return new ReadConnection(LINES, LONGEST, loopConnections);
    }

    @Test
    void stopsReadingOnlyFromThoseThatSendSomething() {
        List<ReadConnection> connections = connections(loopConnections, 3);
        loopConnections.hold(System.nanoTime());
        read(connections.get(1), "a\n");
        assertThat(connections).extracting(ReadConnection::reads).containsExactly(true, false, true);
        loopConnections.resume(System.nanoTime());
        assertThat(connections).allMatch(ReadConnection::reads);
        assertThat(received.heard()).containsExactly("a");
    }

    @Test
    void takesConnectionsThatComeInAHold() {
        loopConnections.hold(System.nanoTime());
        ReadConnection late = connections(loopConnections, 1).getFirst();
        read(late, "a\nb");
        late.close();
        assertThat(received.heard()).isEmpty();
        loopConnections.resume(System.nanoTime());
        assertThat(received.heard()).containsExactly("a", "TRUNCATED_FRAME b");
        assertThat(holdsNothing(late)).isTrue();
    }

    @Test
    void doesNotReadAfterAHoldInWhichTheReceiverBecameFull() {
        List<ReadConnection> connections = connections(loopConnections, 2);
        loopConnections.hold(System.nanoTime());
        read(connections.getFirst(), "a\n");
        received.mayRead(false);
        loopConnections.readingChanged();
        assertThat(connections).noneMatch(ReadConnection::reads);
        loopConnections.resume(System.nanoTime());
        assertThat(received.heard()).containsExactly("a");
        assertThat(connections).noneMatch(ReadConnection::reads);
        received.mayRead(true);
        loopConnections.readingChanged();
        assertThat(connections).allMatch(ReadConnection::reads);
    }

    @Test
    void readsAfterAHoldInWhichTheReceiverHadRoomAgain() {
        List<ReadConnection> connections = connections(loopConnections, 2);
        received.mayRead(false);
        loopConnections.readingChanged();
        loopConnections.hold(System.nanoTime());
        read(connections.getFirst(), "a\n"); // as the last bytes of a connection are read even if reading is off
        received.mayRead(true);
        loopConnections.readingChanged();
        assertThat(connections).extracting(ReadConnection::reads).containsExactly(false, true);
        loopConnections.resume(System.nanoTime());
        assertThat(connections).allMatch(ReadConnection::reads);
    }

    @Test
    void dropsWhatWasPostponedWhenItIsClosedAndSaysNothing() {
        List<ReadConnection> connections = connections(loopConnections, 4);
        connections.forEach(connection -> read(connection, "begun"));
        loopConnections.hold(System.nanoTime());
        read(connections.get(1), "more\n");
        connections.get(2).close();
        read(connections.get(3), "more\n");
        connections.get(3).close();
        loopConnections.close();
        assertThat(connections).allMatch(ReadBufferTest::holdsNothing).noneMatch(ReadConnection::open);
        assertThat(loopConnections.connections()).isZero();
        read(connections.getFirst(), "late\n");
        loopConnections.resume(System.nanoTime());
        assertThat(received.heard()).isEmpty();
        assertThat(connections).allMatch(ReadBufferTest::holdsNothing);
    }

    @Test
    void handsOverWhatVeryManyConnectionsSend() {
        List<ReadConnection> connections = connections(loopConnections, 10_000);
        List<String> sent = new ArrayList<>();
        loopConnections.hold(System.nanoTime());
        for (int i = 0; i < 20_000; i++) {
            sent.add("frame " + i);
            read(connections.get(i * 7 % connections.size()), sent.getLast() + "\n");
        }
        loopConnections.resume(System.nanoTime());
        assertThat(received.heard()).isEqualTo(sent);
        assertThat(connections).allMatch(ReadConnection::reads).allMatch(ReadBufferTest::holdsNothing);
    }

    @Test
    void stopsReadingFromAllWhenWhatWasPostponedTakesTooMuch() {
        LoopConnections small = ReadConnection.loopConnections(received, 300);
        List<ReadConnection> connections = connections(small, 3);
        small.hold(System.nanoTime());
        read(connections.get(0), "a".repeat(200));
        assertThat(connections).extracting(ReadConnection::reads).containsExactly(false, true, true);
        read(connections.get(1), "b".repeat(200));
        assertThat(connections).noneMatch(ReadConnection::reads);
        small.resume(System.nanoTime());
        assertThat(connections).extracting(ReadConnection::open).containsExactly(false, false, true);
        assertThat(connections.get(2).reads()).isTrue();
    }

    @Test
    void letsATimeoutNotCountTheHold() {
        ReadConnection idle = connections(loopConnections, 1).getFirst();
        ReadConnection slow = connections(loopConnections, 1).getFirst();
        read(slow, "begun");
        long now = System.nanoTime();
        loopConnections.hold(now);
        read(slow, "more");
        assertThat(loopConnections.time(now + HOUR)).isEqualTo(now);
        loopConnections.resume(now + HOUR);
        check(idle, now + HOUR + HOUR / 2);
        check(slow, now + HOUR + HOUR / 2);
        assertThat(idle.open()).isTrue();
        assertThat(slow.open()).isTrue();
        check(idle, now + 3 * HOUR);
        check(slow, now + 3 * HOUR);
        assertThat(idle.open()).isFalse();
        assertThat(slow.open()).isFalse();
    }

    private void check(ReadConnection connection, long now) {
        connection.reader().checkTimeouts(loopConnections.time(now), HOUR, HOUR);
    }

    /** As one does that has nowhere to put what it hears. */
    @Test
    void isHeldAgainByAReceiverInTheMiddleOfWhatWasPostponed() {
        List<LoopConnections> holding = new ArrayList<>();
        RecordingReceiver receiver = new RecordingReceiver() {
            @Override
            public void end() {
                super.end();
                holding.getFirst().hold(System.nanoTime());
            }
        };
        LoopConnections small = ReadConnection.loopConnections(receiver, 12);
        holding.add(small);
        List<ReadConnection> connections = connections(small, 2);
        small.hold(System.nanoTime());
        read(connections.get(0), "a\n");
        read(connections.get(1), "b\nbegun");
        read(connections.get(0), "c\nbegunbegun"); // more than there is room for, which is not to be said in a hold
        List<String> heard = new ArrayList<>();
        for (String next : List.of("a", "b", "c", "TRUNCATED_FRAME begunbegun")) {
            small.resume(System.nanoTime());
            heard.add(next);
            assertThat(receiver.heard()).isEqualTo(heard);
            if (next.equals("a")) {
                assertThat(connections).noneMatch(ReadConnection::reads);
                read(connections.get(1), " d\n");
            }
        }
        small.resume(System.nanoTime());
        assertThat(receiver.heard()).last().isEqualTo("begun d");
        assertThat(connections).allMatch(ReadBufferTest::holdsNothing);
    }

    @Test
    void closesOnlyTheConnectionWhoseReadCannotBeHandled() {
        FrameReceiver throwing = new RecordingReceiver() {
            @Override
            public void frame(byte[] payload) {
                if (payload.length == 0) {
                    throw new IllegalStateException("a fault of ours");
                }
                received.heard().add(new String(payload, ISO_8859_1));
            }
        };
        LoopConnections held = ReadConnection.loopConnections(throwing, NO_LIMIT);
        List<ReadConnection> connections = connections(held, 2);
        held.hold(System.nanoTime());
        read(connections.get(0), "\nbegun");
        read(connections.get(0), "more\n");
        read(connections.get(1), "a\n");
        held.resume(System.nanoTime());
        assertThat(received.heard()).containsExactly("a");
        assertThat(connections).extracting(ReadConnection::open).containsExactly(false, true);
        assertThat(connections).allMatch(ReadBufferTest::holdsNothing);
    }

    private static List<ReadConnection> connections(LoopConnections loopConnections, int count) {
        List<ReadConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new ReadConnection(LINES, LONGEST, loopConnections));
        }
        return connections;
    }

    private static void read(ReadConnection connection, String bytes) {
        connection.read(bytes.getBytes(ISO_8859_1));
    }

    private static boolean holdsNothing(ReadConnection connection) {
        return connection.allocator().held() == 0;
    }
}
