package dev.bettong.crash;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered events, on a thread of its own, and begins again behind those that were accepted when the service is back.
 * What only one of two pipelines has accepted is sent again for the other one alone. Steered by the test's thread.
 *
 * <p>A life begins under full load. After that a client pauses between its writes, so that the journal gets many reads
 * rather than long ones, and the model has not too much to work out.
 */
final class Client {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int MAX_FRAMES_AT_ONCE = 200;
    private static final int MAX_BURST = 20_000;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int MAX_FRAME = 64;

    private final String name;
    private final Random random;
    private final Map<Reader, Trail> accepted = new EnumMap<>(Reader.class); // of what is known to have been accepted
    private volatile long sent; // written by the sending thread: numbers below were given to a socket, once at least
    private @Nullable FramedClient connection;
    private @Nullable Thread thread;

    Client(String name, Random random) {
        this.name = name;
        this.random = random;
        input().readers().forEach(reader -> accepted.put(reader, new Trail()));
    }

    String name() {
        return name;
    }

    Input input() {
        return Input.of(name);
    }

    /** Number behind the last event that it has sent, or tried to send, so far. */
    long sent() {
        return sent;
    }

    /** Number behind the last event that a pipeline is known to have accepted. */
    long accepted(Reader reader) {
        return trail(reader).count();
    }

    /** What a pipeline must know of it, if that has accepted all events before {@code number} and none behind. */
    Trail acceptedBefore(Reader reader, long number) {
        Trail trail = trail(reader);
        while (trail.count() < number) {
            trail.add(trail.count());
        }
        return trail;
    }

    private Trail trail(Reader reader) {
        Trail trail = accepted.get(reader);
        if (trail == null) {
            throw new IllegalArgumentException("%s does not read %s".formatted(reader, name));
        }
        return trail;
    }

    /** Number behind the last event that all pipelines are known to have accepted. */
    long acceptedByAll() {
        return accepted.values().stream().mapToLong(Trail::count).min().orElse(0);
    }

    /** Number behind the last event that any pipeline is known to have accepted. */
    long acceptedByAny() {
        return accepted.values().stream().mapToLong(Trail::count).max().orElse(0);
    }

    /** Bytes of the frames that one pipeline has accepted and another one has not. */
    long bytesBetween() {
        long bytes = 0;
        for (long number = acceptedByAll(); number < acceptedByAny(); number++) {
            bytes += Integer.BYTES + new Event(name, number).payload().length;
        }
        return bytes;
    }

    /** Connects, and sends what comes behind the events that were accepted, until the connection breaks. */
    void resume(int port) throws IOException {
        begin(port, Long.MAX_VALUE, random.nextInt(MAX_BURST));
    }

    /** Connects, and sends what comes behind the events that were accepted, without a pause, up to an event. */
    void resumeUntil(int port, long end) throws IOException {
        begin(port, end, Long.MAX_VALUE);
    }

    private void begin(int port, long end, long burst) throws IOException {
        FramedClient opened = FramedClient.connect(port, DEADLINE);
        long next = acceptedByAll();
        long ahead = acceptedByAny();
        Reader behind = Collections.min(accepted.keySet(), Comparator.comparingLong(this::accepted));
        connection = opened;
        thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                send(opened, next, ahead, Long.MAX_VALUE, number -> new Event(name, number).payload(behind));
                send(opened, ahead, end, burst, number -> new Event(name, number).payload());
            } catch (IOException e) {
                // The service was killed; what it had accepted before is for the test to ask.
            }
        });
    }

    private void send(FramedClient to, long from, long until, long burst, LongFunction<byte[]> payload)
            throws IOException {
        for (long next = from; next < until; ) {
            long end = Math.min(until, next + 1 + random.nextInt(MAX_FRAMES_AT_ONCE));
            byte[] bytes = frames(next, end, payload);
            sent = Math.max(sent, end);
            to.sendRaw(bytes);
            if (end - from > burst) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            next = end;
        }
    }

    private static byte[] frames(long from, long to, LongFunction<byte[]> payload) {
        ByteBuffer frames = ByteBuffer.allocate(MAX_FRAME * (int) (to - from));
        for (long number = from; number < to; number++) {
            byte[] bytes = payload.apply(number);
            frames.putInt(bytes.length).put(bytes);
        }
        byte[] bytes = new byte[frames.position()];
        frames.flip().get(bytes);
        return bytes;
    }

    /** Waits until it has sent its last event; the connection stays. */
    void awaitEnd() throws InterruptedException {
        if (thread != null && !thread.join(DEADLINE)) {
            throw new AssertionError("client %s has not sent its last event, but %d".formatted(name, sent));
        }
    }

    /** Goes away. */
    void disconnect() throws IOException, InterruptedException {
        if (connection != null) {
            connection.close();
        }
        awaitEnd();
    }
}
