package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A TCP server on the loopback address that takes any number of connections and keeps the lines that they send: what a
 * sink is connected to. One thread accepts, one per connection reads; the test only looks at what they have collected.
 */
public final class LineServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Collection<Socket> connections = new ConcurrentLinkedQueue<>(); // written by the accepting thread
    private final List<String> lines =
            Collections.synchronizedList(new ArrayList<>()); // written by the reading threads

    private LineServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** A server on a port that nobody uses, and that nobody takes once the server is closed. */
    public static LineServer start() throws IOException {
        return start(FreePort.find());
    }

    /** A server on this port, which may be one that a closed server had before. */
    public static LineServer start(int port) throws IOException {
        LineServer server = new LineServer(listen(port));
        Thread.ofVirtual().name("line-server").start(server::accept);
        return server;
    }

    /** The system closes a listener a little after the call, if a thread is waiting for connections. */
    private static ServerSocket listen(int port) {
        return await().atMost(Deadlines.CONDITION)
                .ignoreException(BindException.class)
                .until(() -> bound(port), socket -> true);
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return listener;
        } catch (BindException e) {
            listener.close();
            throw e;
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections have been made so far. */
    public int connections() {
        return connections.size();
    }

    /** All lines so far; those of one connection are in their order. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Waits until there are {@code count} lines or more, and returns all of them. */
    public List<String> awaitLines(int count, Duration timeout) {
        await(count + " lines").atMost(timeout).until(() -> lines.size() >= count);
        return lines();
    }

    /** Stops listening and closes all connections; what was collected can still be read. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().name("line-server-connection").start(() -> read(connection));
                if (listener.isClosed()) {
                    connection.close(); // accepted while close() ran over the others
                }
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new IllegalStateException("cannot accept on port " + port(), e);
            }
        }
    }

    private void read(Socket connection) {
        try (connection;
                var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The other side, or close(), broke the connection: there is nothing more to collect.
        }
    }
}
