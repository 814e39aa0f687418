package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The receiver of a sink that can stop reading, go on, and break its connections. Takes little into its socket buffers, so
 * that trouble is felt at once. One thread accepts, one per connection reads; tests steer them from any thread.
 */
public final class TroubledReceiver implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 64 * 1024;

    private final ServerSocket listener;
    private final List<Connection> connections = new CopyOnWriteArrayList<>(); // written by the accepting thread
    private final @Nullable Supplier<Consumer<String>> onLines; // none: the lines are kept
    private boolean stalled; // under this object's lock
    private volatile long stallsAfter = Long.MAX_VALUE; // lines; set before it starts, or by a reading thread

    private TroubledReceiver(ServerSocket listener, boolean stalled, @Nullable Supplier<Consumer<String>> onLines) {
        this.listener = listener;
        this.stalled = stalled;
        this.onLines = onLines;
    }

    /** A receiver that reads and keeps all lines; port 0 is any. */
    public static TroubledReceiver start(int port) throws IOException {
        return listen(port, false, null);
    }

    /** A receiver that reads and keeps all lines until so many have come, and no more before {@link #resume()}. */
    public static TroubledReceiver startStallingAfter(int port, long lines) throws IOException {
        TroubledReceiver receiver = listen(port, true, null);
        receiver.stallsAfter = lines;
        receiver.resume();
        return receiver;
    }

    /** A receiver that accepts and does not read before {@link #resume()}. */
    public static TroubledReceiver startStalled(int port) throws IOException {
        return listen(port, true, null);
    }

    /**
     * A receiver that accepts and does not read before {@link #resume()}, and then hands the lines on.
     *
     * @param onLines makes one consumer for each connection, which is called by the thread of that connection
     */
    public static TroubledReceiver startStalled(int port, Supplier<Consumer<String>> onLines) throws IOException {
        return listen(port, true, onLines);
    }

    private static TroubledReceiver listen(int port, boolean stalled, @Nullable Supplier<Consumer<String>> onLines)
            throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.setReceiveBufferSize(RECEIVE_BUFFER);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        TroubledReceiver receiver = new TroubledReceiver(listener, stalled, onLines);
        Thread.ofPlatform().daemon().name("troubled-receiver").start(receiver::accept);
        return receiver;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All connections so far, in the order of their coming. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Lines so far, of all connections. */
    public long received() {
        return connections.stream().mapToLong(Connection::received).sum();
    }

    /** Reads no more; what a connection reads at this moment it still takes. */
    public synchronized void stall() {
        stalled = true;
    }

    /** Reads on. */
    public synchronized void resume() {
        stalled = false;
        notifyAll();
    }

    private synchronized void awaitResumed() throws InterruptedException {
        while (stalled) {
            wait();
        }
    }

    /** Resets all connections, as if the receiver had been killed, and listens on. */
    public void breakConnections() throws IOException {
        for (Connection connection : connections) {
            connection.reset();
        }
    }

    /** Stops listening and resets all connections; what was received can still be read. */
    @Override
    public void close() throws IOException {
        listener.close();
        breakConnections();
        resume();
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection(listener.accept(), onLines == null ? null : onLines.get());
                connections.add(connection);
                Thread.ofPlatform().daemon().name("troubled-connection").start(connection::read);
                if (listener.isClosed()) {
                    connection.reset(); // accepted while close() ran over the others
                }
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new IllegalStateException("cannot accept on port " + port(), e);
            }
        }
    }

    /** One connection and what came from it. */
    public final class Connection {

        private final Socket socket;
        private final Consumer<String> onLine;
        private final List<String> lines = new ArrayList<>(); // under its own lock
        private volatile long received; // written by the reading thread
        private volatile String rest = ""; // written by the reading thread
        private volatile @Nullable Throwable fault; // written by the reading thread
        private volatile boolean ended; // written by the reading thread

        private Connection(Socket socket, @Nullable Consumer<String> onLine) {
            this.socket = socket;
            this.onLine = onLine == null ? this::keep : onLine;
        }

        /** The whole lines so far, without their ends; none, if they are handed on. */
        public List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        /** How many whole lines have come. */
        public long received() {
            return received;
        }

        /** What came behind the last whole line. */
        public String rest() {
            return rest;
        }

        /** What the consumer of the lines threw; nothing is read after that. */
        public @Nullable Throwable fault() {
            return fault;
        }

        /** Whether the connection is at its end, and everything that came has been read. */
        public boolean ended() {
            return ended;
        }

        private void reset() throws IOException {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }

        private void read() {
            byte[] buffer = new byte[RECEIVE_BUFFER];
            try (InputStream in = socket.getInputStream()) {
                while (true) {
                    awaitResumed();
                    int length = in.read(buffer);
                    if (length < 0) {
                        break;
                    }
                    take(rest + new String(buffer, 0, length, ISO_8859_1));
                }
            } catch (IOException e) {
                // The other side, or reset(), broke the connection: there is nothing more to collect.
            } catch (InterruptedException | RuntimeException | AssertionError e) {
                fault = e;
            }
            ended = true;
        }

        private void keep(String line) {
            synchronized (lines) {
                lines.add(line);
            }
        }

        private void take(String text) {
            int start = 0;
            long count = received;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                onLine.accept(text.substring(start, end));
                count++;
                start = end + 1;
            }
            rest = text.substring(start);
            received = count;
            if (TroubledReceiver.this.received() >= stallsAfter) {
                stallsAfter = Long.MAX_VALUE;
                stall();
            }
        }
    }
}
