package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.examples.wordcount.WordCount.Count;
import dev.bettong.examples.wordcount.WordCount.Totals;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.function.Function;

/** A word count of one connection without an engine, which writes to two connections in turn, as two workers would. */
final class FakeService implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final InetSocketAddress sink;
    private final Function<Count, String> line;

    FakeService(InetSocketAddress sink, Function<Count, String> line) throws IOException {
        this.sink = sink;
        this.line = line;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (Socket client = server.accept();
                DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                Socket first = new Socket(sink.getAddress(), sink.getPort());
                Socket second = new Socket(sink.getAddress(), sink.getPort());
                OutputStream even = new BufferedOutputStream(first.getOutputStream());
                OutputStream odd = new BufferedOutputStream(second.getOutputStream())) {
            Totals totals = new Totals(new HashMap<>());
            while (true) {
                for (String word : Words.in(new String(in.readNBytes(in.readInt()), UTF_8))) {
                    OutputStream out = word.charAt(0) % 2 == 0 ? even : odd;
                    out.write(line.apply(totals.add(word)).getBytes(UTF_8));
                }
                if (in.available() == 0) {
                    even.flush();
                    odd.flush();
                }
            }
        } catch (IOException e) {
            // the test is over
        }
    }
}
