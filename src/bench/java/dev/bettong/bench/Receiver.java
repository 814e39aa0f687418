package dev.bettong.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Takes any number of connections and gives what they bring to the {@link Ledger}. One thread of its own. */
final class Receiver implements AutoCloseable {

    private static final int BUFFER_SIZE = 1 << 18;

    private final Ledger ledger;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Thread thread = new Thread(this::run, "bench-receiver");

    Receiver(Ledger ledger) throws IOException {
        this.ledger = ledger;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread.start();
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private void run() {
        try {
            while (server.isOpen()) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the receiver ends", e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Outputs outputs) {
                outputs.read(key);
                return;
            }
            SocketChannel accepted = server.accept();
            if (accepted != null) {
                accepted.configureBlocking(false);
                accepted.register(selector, SelectionKey.OP_READ, new Outputs(accepted));
            }
        } catch (IOException e) {
            key.cancel(); // the program has gone; who waits for its outputs will see that none come
        }
    }

    /** The outputs of one connection. */
    private final class Outputs {

        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

        Outputs(SocketChannel channel) {
            this.channel = channel;
        }

        void read(SelectionKey key) throws IOException {
            if (channel.read(buffer) < 0) {
                key.cancel();
                return;
            }
            buffer.flip();
            int rest = ledger.outputs(buffer.array(), 0, buffer.limit(), System.nanoTime());
            buffer.position(rest).compact();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
