package dev.bettong.crash;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered events as fast as they are taken, on a thread of its own, and begins again where it is told to when the
 * service is back. Steered by the test's thread.
 */
final class Client {

    private static final Duration CONNECT_TIMEOUT = Deadlines.CONDITION;
    private static final int MAX_FRAMES_AT_ONCE = 200;
    private static final int MAX_FRAME = 64;

    private final String name;
    private final Random random;
    private final Trail accepted = new Trail(); // of the events that are known to have been accepted
    private final long limit;
    private volatile long sent; // written by the sending thread: numbers below were given to a socket, once at least
    private volatile boolean stopped; // set by the test's thread
    private @Nullable FramedClient connection;
    private @Nullable Thread thread;

    /**
     * Prepares a client.
     *
     * @param limit number behind the last event
     */
    Client(String name, long limit, Random random) {
        this.name = name;
        this.limit = limit;
        this.random = random;
    }

    String name() {
        return name;
    }

    /** Number behind the last event that it has sent, or tried to send, so far. */
    long sent() {
        return sent;
    }

    /** Number behind the last event that is known to have been accepted. */
    long accepted() {
        return accepted.count();
    }

    /** What the service must know of it, if it has accepted all events before {@code number} and none behind. */
    Trail acceptedBefore(long number) {
        while (accepted.count() < number) {
            accepted.add(accepted.count());
        }
        return accepted;
    }

    /** Connects, and sends what comes behind the events that were accepted. */
    void resume(int port) throws IOException {
        FramedClient opened = FramedClient.connect(port, CONNECT_TIMEOUT);
        long next = accepted.count();
        connection = opened;
        stopped = false;
        thread = Thread.ofPlatform().daemon().name(name).start(() -> send(opened, next));
    }

    private void send(FramedClient to, long from) {
        try {
            for (long next = from; next < limit && (!stopped || next < sent); ) {
                long end = Math.min(limit, next + 1 + random.nextInt(MAX_FRAMES_AT_ONCE));
                byte[] bytes = frames(next, end);
                sent = Math.max(sent, end);
                to.sendRaw(bytes);
                next = end;
            }
        } catch (IOException e) {
            // The service was killed; what it had accepted before is for the test to ask.
        }
    }

    private byte[] frames(long from, long to) {
        ByteBuffer frames = ByteBuffer.allocate(MAX_FRAME * (int) (to - from));
        for (long number = from; number < to; number++) {
            byte[] payload = new Event(name, number).payload();
            frames.putInt(payload.length).put(payload);
        }
        byte[] bytes = new byte[frames.position()];
        frames.flip().get(bytes);
        return bytes;
    }

    /**
     * Sends no more, behind a whole frame and all that was ever sent; the connection stays.
     *
     * @param diskRetry how long it may go on, if it does not come to its last event before
     */
    void stop(Duration diskRetry) throws InterruptedException {
        if (thread != null && !thread.join(diskRetry)) {
            stopped = true;
            thread.join();
        }
    }

    /** Goes away. */
    void disconnect() throws IOException, InterruptedException {
        if (connection != null) {
            connection.close();
        }
        stop(Duration.ZERO);
    }
}
