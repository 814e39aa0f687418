package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives the lines {@code word => n} of a word count and checks each: for every word n is one more than before, on one
 * and the same connection. A thread for each connection.
 */
final class CountingSink implements AutoCloseable {

    private static final String ARROW = " => ";

    private final ServerSocket listener;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Map<String, Long>> counts = new CopyOnWriteArrayList<>(); // one by connection, read at the end
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong lines = new AtomicLong();

    CountingSink() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("counting-sink").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    long lines() {
        return lines.get();
    }

    /** What was wrong, at most the first few. */
    List<String> errors() {
        return errors;
    }

    /** The last count of every word; a word that came on two connections has been reported as an error. */
    Map<String, Long> counts() {
        Map<String, Long> all = new HashMap<>();
        counts.forEach(all::putAll);
        return all;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Map<String, Long> last = new HashMap<>();
                counts.add(last);
                Thread.ofPlatform().daemon().start(() -> receive(connection, last));
            }
        } catch (IOException e) {
            // closed at the end of the test
        }
    }

    private void receive(Socket connection, Map<String, Long> last) {
        try (var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8), 1 << 16)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                check(line, last);
                lines.incrementAndGet();
            }
        } catch (IOException e) {
            // closed at the end of the test
        }
    }

    private void check(String line, Map<String, Long> last) {
        int arrow = line.lastIndexOf(ARROW);
        String word = arrow < 0 ? line : line.substring(0, arrow);
        long count = arrow < 0 ? -1 : Long.parseLong(line.substring(arrow + ARROW.length()));
        long before = last.getOrDefault(word, 0L);
        if (count != before + 1 && errors.size() < 10) {
            errors.add("line '%s' follows '%s => %d'".formatted(line, word, before));
        }
        last.put(word, count);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
