package dev.bettong.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Connections that send frames in turn: a header of four bytes, a key of eight, and padding. For one thread. */
final class FrameStream implements AutoCloseable {

    private static final int BLOCK = 1 << 16;

    private final ScaleBenchmark.Shape shape;
    private final List<SocketChannel> connections = new ArrayList<>();
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private final ByteBuffer block;
    private int turn;
    private long sent;

    FrameStream(int port, ScaleBenchmark.Shape shape) throws IOException {
        this.shape = shape;
        int frame = Integer.BYTES + shape.bytes();
        block = ByteBuffer.allocateDirect(Math.max(1, BLOCK / frame) * frame);
        while (connections.size() < shape.connections()) {
            connections.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
    }

    /** Frames sent so far. */
    long sent() {
        return sent;
    }

    /** Sends each key once at least. */
    void sendAll() throws IOException {
        long last = sent + shape.entities();
        while (sent < last) {
            send(() -> sent % shape.entities());
        }
    }

    /** Sends random keys as fast as they are read. */
    void sendFor(Duration length) throws IOException {
        long until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < until) {
            send(() -> random.nextInt(shape.entities()));
        }
    }

    private void send(LongSupplier keys) throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            int end = block.position() + Integer.BYTES + shape.bytes();
            block.putInt(shape.bytes()).putLong(keys.getAsLong()).position(end);
            sent++;
        }
        block.flip();
        SocketChannel connection = connections.get(turn++ % connections.size());
        while (block.hasRemaining()) {
            connection.write(block);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
