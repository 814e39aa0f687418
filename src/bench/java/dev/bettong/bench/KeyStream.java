package dev.bettong.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** A connection that sends keys of 8 bytes. For one thread. */
final class KeyStream implements AutoCloseable {

    private static final int BUFFER_SIZE = 1 << 16;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    KeyStream(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    void send(long key) throws IOException {
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
        buffer.putLong(key);
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /**
     * Sends random keys at a fixed rate, however the receiver gets on.
     *
     * @param keys they are from 0 to this, exclusive
     * @param rate keys per second
     * @param meanwhile called about a thousand times a second
     * @return how many were sent
     */
    long sendAtRate(int keys, int rate, Duration length, Runnable meanwhile) throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long begun = System.nanoTime();
        long sent = 0;
        for (long now = begun; now - begun < length.toNanos(); now = System.nanoTime()) {
            long due = (long) ((now - begun) / NANOS_PER_SECOND * rate);
            for (; sent < due; sent++) {
                send(random.nextInt(keys));
            }
            flush();
            meanwhile.run();
            LockSupport.parkNanos(TURN_NANOS);
        }
        return sent;
    }

    /** Sends each key once. */
    void sendAll(int keys) throws IOException {
        for (int key = 0; key < keys; key++) {
            send(key);
        }
        flush();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
