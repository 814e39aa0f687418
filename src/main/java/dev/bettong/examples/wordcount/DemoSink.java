package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.examples.wordcount.WordCount.Count;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receives lines {@code word => n} on any number of connections; a runtime opens one for each worker. One thread
 * accepts, and every connection has a thread of its own.
 */
final class DemoSink implements AutoCloseable {

    private static final String ARROW = " => ";

    /** Counts that are handed on together at most; more would make the first of them look late. */
    private static final int BATCH = 256;

    private final ServerSocket server;

    /** Open connections: the accepting thread adds, their own threads remove, the closing thread reads. */
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Who gets what comes in: the demo's thread writes, the connections' threads read. */
    private volatile Receiver receiver;

    /** Takes what comes in; called from the threads of all connections. */
    interface Receiver {

        /** Takes counts that came in at {@code now}, in their order; the list is used again afterwards. */
        void received(List<Count> counts, long now);

        /** Takes note of a line that is no count. */
        void unreadable(String line);
    }

    private DemoSink(ServerSocket server, Receiver receiver) {
        this.server = server;
        this.receiver = receiver;
    }

    /** Listens on {@code address}. */
    static DemoSink listen(InetSocketAddress address, Receiver receiver) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true); // a restart must not wait until the last run's connections are forgotten
            server.bind(address);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        DemoSink sink = new DemoSink(server, receiver);
        Thread.ofPlatform().daemon().name("demo-sink").start(sink::accept);
        return sink;
    }

    /** Hands what comes in from now on to another receiver. */
    void handTo(Receiver next) {
        receiver = next;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofPlatform().daemon().name("demo-sink-connection").start(() -> receive(connection));
            }
        } catch (IOException e) {
            // closed: the demo is over
        }
    }

    private void receive(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
            List<Count> batch = new ArrayList<>(BATCH);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(line, batch);
                if (batch.size() == BATCH || !in.ready()) {
                    receiver.received(batch, System.nanoTime());
                    batch.clear();
                }
            }
        } catch (IOException e) {
            // The other end is gone; what it owes, the audit finds out.
        } finally {
            connections.remove(connection);
        }
    }

    private void take(String line, List<Count> batch) {
        int arrow = line.lastIndexOf(ARROW);
        try {
            String total = line.substring(arrow + ARROW.length());
            batch.add(new Count(line.substring(0, arrow), Long.parseLong(total)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            receiver.unreadable(line);
        }
    }
}
