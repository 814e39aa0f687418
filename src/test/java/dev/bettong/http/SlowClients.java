package dev.bettong.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of one address that send a byte now and then, and connect again when the server closes the connection. */
final class SlowClients implements AutoCloseable {

    private static final long BYTE_MILLIS = 200;

    private final InetSocketAddress server;
    private final byte[] bytes;
    private final List<Client> clients = new ArrayList<>(); // of the executor's thread, once it runs
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    /** A connection and the number of bytes that it has sent. */
    private static final class Client {

        private final SocketChannel channel;
        private int sent;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * Opens the connections, and begins to send.
     *
     * @param bytes to send one by one, from the beginning again after the last
     */
    SlowClients(int port, int count, byte[] bytes) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.bytes = bytes;
        for (int i = 0; i < count; i++) {
            clients.add(connect());
        }
        executor.scheduleWithFixedDelay(this::round, 0, BYTE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Client connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server);
        return new Client(channel);
    }

    /** How many times each connection has sent a byte, or has waited for being accepted. */
    int rounds() {
        return rounds.get();
    }

    /** How many connections the server has closed. */
    int closed() {
        return closed.get();
    }

    private void round() {
        try {
            for (int i = 0; i < clients.size(); i++) {
                if (!sendsByte(clients.get(i))) {
                    closed.incrementAndGet();
                    clients.get(i).channel.close();
                    clients.set(i, connect());
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot connect again", e);
        }
        rounds.incrementAndGet();
    }

    private boolean sendsByte(Client client) {
        try {
            if (client.channel.finishConnect()) {
                ByteBuffer next = ByteBuffer.wrap(bytes, client.sent % bytes.length, 1);
                client.sent += client.channel.write(next);
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        executor.close();
        for (Client client : clients) {
            client.channel.close();
        }
    }
}
