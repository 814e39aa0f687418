package dev.bettong.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that send frames {@code c<connection>.k<key> <number> xxx} as fast as they are taken; the numbers of every
 * key begin with 0 and have no gaps. Each connection has its own thread.
 */
public final class NumberedLoad implements AutoCloseable {

    /** Keys of every connection, which take turns. */
    static final int KEYS = 8;

    private static final Duration CONNECT_TIMEOUT = Deadlines.CONDITION;
    private static final int FRAMES_AT_ONCE = 32;

    private final List<FramedClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong(); // written by all connections
    private final String padding;

    private NumberedLoad(int padding) {
        this.padding = "x".repeat(padding);
    }

    /**
     * Connects, and begins to send.
     *
     * @param frames what each connection sends before it stops, if it is not broken earlier
     * @param padding bytes of every frame beside key and number
     */
    public static NumberedLoad start(int port, int connections, long frames, int padding) throws IOException {
        NumberedLoad load = new NumberedLoad(padding);
        for (int i = 0; i < connections; i++) {
            String connection = "c" + i;
            FramedClient client = FramedClient.connect(port, CONNECT_TIMEOUT);
            load.clients.add(client);
            load.threads.add(
                    Thread.ofPlatform().daemon().name(connection).start(() -> load.send(client, connection, frames)));
        }
        return load;
    }

    private void send(FramedClient client, String connection, long frames) {
        try {
            for (long next = 0; next < frames; ) {
                String[] texts = new String[(int) Math.min(FRAMES_AT_ONCE, frames - next)];
                for (int i = 0; i < texts.length; i++, next++) {
                    texts[i] = "%s.k%d %d %s".formatted(connection, next % KEYS, next / KEYS, padding);
                }
                client.send(texts);
                sent.addAndGet(texts.length);
            }
        } catch (IOException e) {
            // The other side has ended; what it has taken is for the test to find out.
        }
    }

    /** Frames that the sockets of this side have taken; the other side may not have read all of them. */
    public long sent() {
        return sent.get();
    }

    /** Whether no connection will send any more. */
    public boolean ended() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    @Override
    public void close() throws IOException {
        for (FramedClient client : clients) {
            client.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join(CONNECT_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
