package dev.bettong.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinkBufferTest {

    private final SinkBuffer buffer = new SinkBuffer();

    @AfterEach
    void discard() {
        buffer.discard();
    }

    @Test
    void givesTheSocketAllMessagesInOrder() {
        StringBuilder written = new StringBuilder();
        FakeSocket socket = new FakeSocket();
        for (int i = 0; i < 20_000; i++) {
            written.append(append("message %d%n".formatted(i)));
            if (i % 7_000 == 0) {
                written.append(append("x".repeat(Chunk.CAPACITY + i) + "\n"));
            }
            if (i % 1_000 == 0) {
                socket.takeAll();
            }
        }
        socket.takeAll();

        assertThat(socket.taken()).isEqualTo(written.toString());
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void beginsWithAWholeMessageAfterAnyPlaceAtWhichTheConnectionBroke() {
        String longer = "y".repeat(Chunk.CAPACITY / 2 - 3) + "\n"; // two of them nearly fill a chunk
        int size = 3 * Chunk.CAPACITY;
        for (int taken = 0; taken < size; taken += nearABoundary(taken) ? 1 : 1_009) {
            SinkBuffer fresh = new SinkBuffer();
            StringBuilder written = new StringBuilder();
            while (written.length() < size) {
                for (String message : new String[] {"a\n", longer, "bc\n"}) {
                    fresh.append(message.getBytes(UTF_8), 0);
                    written.append(message);
                }
            }
            FakeSocket first = new FakeSocket(fresh);
            first.take(taken);
            int whole = first.taken().lastIndexOf('\n') + 1;
            fresh.rewind();
            FakeSocket second = new FakeSocket(fresh);
            second.takeAll();

            assertThat(second.taken().equals(written.substring(whole)))
                    .as("sent again after %d bytes", taken)
                    .isTrue();
            assertThat(fresh.bytes()).isZero();
            fresh.discard();
        }
    }

    private static boolean nearABoundary(int position) {
        int within = position % (Chunk.CAPACITY / 2);
        return within < 20 || within > Chunk.CAPACITY / 2 - 20;
    }

    @Test
    void sendsTheSameChunksAgainAndAgain() {
        Set<Chunk> chunks = Collections.newSetFromMap(new IdentityHashMap<>());
        FakeSocket socket = new FakeSocket();
        for (int i = 0; i < 1_000; i++) {
            append("message\n");
            socket.fill();
            chunks.addAll(socket.has);
            socket.takeAll();
        }

        assertThat(chunks).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void takesNoChunkForEverySmallFlushWhileTheSocketIsBusy() {
        FakeSocket socket = new FakeSocket();
        for (int i = 0; i < 10_000; i++) {
            append("0123456789");
            socket.fill();
        }

        assertThat(socket.has).hasSize(1 + 100_000 / Chunk.CAPACITY);
    }

    @Test
    void keepsNothingOfAMessageWithoutBytes() {
        append("");

        assertThat(buffer.next()).isNull();
    }

    @Test
    void givesTheSocketNoMoreChunksThanItCanGather() {
        FakeSocket socket = new FakeSocket();
        for (int i = 0; i < 40; i++) {
            append("z".repeat(Chunk.CAPACITY));
        }
        socket.fill();

        assertThat(socket.has).hasSize(16);
    }

    @Test
    void countsTheBytesOfChunksThatAreNotWhollyWritten() {
        append("12345");
        append("67890");
        FakeSocket socket = new FakeSocket();
        assertThat(buffer.bytes()).isEqualTo(10);
        socket.take(7);
        assertThat(buffer.bytes()).isEqualTo(10);
        buffer.rewind();
        assertThat(buffer.bytes()).isEqualTo(10);
        new FakeSocket().takeAll();
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void discardsEveryMessageThatTheSocketHasNotTakenAsAWhole() {
        FakeSocket socket = new FakeSocket();
        append("12345");
        append("67890");
        socket.take(7);
        append("still open");

        assertThat(buffer.discard()).isEqualTo(2);
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void discardsWhatWasTakenBackFromABrokenConnection() {
        FakeSocket socket = new FakeSocket();
        for (int i = 0; i < 10; i++) {
            append("m".repeat(Chunk.CAPACITY / 3));
        }
        socket.take(Chunk.CAPACITY / 3 + 1);
        buffer.rewind();

        assertThat(buffer.discard()).isEqualTo(9);
    }

    /** Messages, sockets that take some bytes of them and break, and snapshots, all at random. */
    @Test
    void knowsAtAnyTimeWhichMessagesNoSocketHasTakenAsAWhole() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            SinkBuffer fresh = new SinkBuffer();
            List<String> left = new ArrayList<>();
            List<List<UnsentMessages>> snapshots = new ArrayList<>();
            List<List<String>> expected = new ArrayList<>();
            FakeSocket socket = new FakeSocket(fresh);
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        snapshots.add(fresh.unsent());
                        expected.add(List.copyOf(left));
                        assertThat(messages(snapshots.getLast())).isEqualTo(left);
                    }
                    case 1 -> {
                        fresh.rewind();
                        socket = new FakeSocket(fresh);
                    }
                    case 2, 3, 4 -> {
                        socket.take(random.nextInt(random.nextBoolean() ? 50 : 2 * Chunk.CAPACITY));
                        socket.removeWhole(left);
                    }
                    default -> {
                        for (int i = random.nextInt(20); i >= 0; i--) {
                            int longest = random.nextInt(200) == 0 ? 2 * Chunk.CAPACITY : 5_000;
                            left.add(random.nextInt(1_000) + "m".repeat(random.nextInt(longest)) + "\n");
                            fresh.append(left.getLast().getBytes(UTF_8), 0);
                        }
                    }
                }
            }
            socket.takeAll();
            assertThat(fresh.unsent()).isEmpty();
            for (int i = 0; i < snapshots.size(); i++) {
                assertThat(messages(snapshots.get(i)).equals(expected.get(i)))
                        .as("snapshot %d of seed %d stays as it was", i, seed)
                        .isTrue();
            }
            fresh.discard();
        }
    }

    private static List<String> messages(List<UnsentMessages> unsent) {
        List<String> messages = new ArrayList<>();
        for (UnsentMessages part : unsent) {
            String all = new String(part.bytes(), UTF_8);
            int from = 0;
            for (int end : part.ends()) {
                messages.add(all.substring(from, end));
                from = end;
            }
            assertThat(part.count()).isEqualTo(part.ends().length).isPositive();
        }
        return messages;
    }

    @Test
    void knowsNothingUnsentWhenNothingWasWritten() {
        assertThat(buffer.unsent()).isEmpty();
    }

    private String append(String message) {
        buffer.append(message.getBytes(UTF_8), 0);
        return message;
    }

    /** Takes bytes as a socket does: chunk after chunk, and stops where it likes. */
    private final class FakeSocket {

        private final SinkBuffer from;
        private final Deque<Chunk> has = new ArrayDeque<>();
        private final StringBuilder taken = new StringBuilder();

        FakeSocket() {
            this(buffer);
        }

        FakeSocket(SinkBuffer from) {
            this.from = from;
        }

        String taken() {
            return taken.toString();
        }

        void fill() {
            for (Chunk chunk = from.next(); chunk != null; chunk = from.next()) {
                has.add(chunk);
            }
        }

        /** Removes from {@code messages}, one on each line, what has been taken as a whole. */
        void removeWhole(List<String> messages) {
            int whole = taken.lastIndexOf("\n") + 1;
            int removed = 0;
            while (removed < whole) {
                removed += messages.removeFirst().length();
            }
            taken.delete(0, whole);
        }

        void takeAll() {
            take(Integer.MAX_VALUE);
        }

        void take(int most) {
            int left = most;
            for (fill(); left > 0 && !has.isEmpty(); fill()) {
                Chunk chunk = has.element();
                ByteBuf bytes = chunk.forSocket();
                int length = Math.min(left, bytes.readableBytes());
                taken.append(bytes.readCharSequence(length, UTF_8));
                left -= length;
                boolean all = !bytes.isReadable();
                bytes.release();
                if (all) {
                    from.written(has.remove());
                }
            }
        }
    }
}
