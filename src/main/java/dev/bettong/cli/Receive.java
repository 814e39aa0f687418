package dev.bettong.cli;

import dev.bettong.runtime.Quantity;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Listens as the peer of a sink, and prints what it sends. */
final class Receive implements Command {

    private static final int BUFFER = 64 << 10;
    private static final int UNSEEN = 1024; // frames that may be printed before somebody sees one

    @Override
    public String name() {
        return "receive";
    }

    @Override
    public String help() {
        return """
                receive <[host:]port> [--lines | --header <bytes> | --framing <name> | --delimiter <hex>] [--count <n>]
                  Accepts the connections of a sink, and prints each frame as a line, until it is stopped.
                  Listens on localhost unless there is a host; 0.0.0.0:7002 accepts connections from everywhere.
                  --lines      frames are lines (the default)
                  --header     size of the length before each frame: 1, 2, 4 or 8 bytes, big-endian
                  --framing    frames are nul (end with a zero byte), octet-counting (syslog), varint (protobuf) or mllp (HL7)
                  --delimiter  frames end with these bytes, such as 0d0a
                  --count      ends after n frames
                """;
    }

    @Override
    public Set<String> flags() {
        return Set.of("--lines");
    }

    @Override
    public Set<String> valued() {
        return Set.of("--header", "--framing", "--delimiter", "--count");
    }

    @Override
    public void run(Arguments arguments, Console console) {
        arguments.expect(1, 1);
        Address address = Address.of(arguments.at(0), "localhost");
        Frames frames = Frames.of(arguments, new Frames.Lines());
        Page page = new Page(console.out(), arguments.number("--count", 1).orElse(Long.MAX_VALUE));
        Thread summary = new Thread(() -> console.err().println(page.summary()), "summary");
        Runtime.getRuntime().addShutdownHook(summary); // for Ctrl-C
        try (ServerSocket server = listen(address)) {
            console.err().printf("Listening on %s:%d%n", address.host(), server.getLocalPort());
            Thread.ofPlatform().daemon().name("accept").start(() -> accept(server, frames, page, console.err()));
            page.awaitEnd();
        } catch (IOException e) {
            throw cannotListen(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().removeShutdownHook(summary);
        }
        console.err().println(page.summary());
    }

    private static ServerSocket listen(Address address) throws IOException {
        InetSocketAddress resolved = address.resolved();
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(resolved);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static CommandFailure cannotListen(Address address, IOException e) {
        return CommandFailure.failed(
                "Cannot listen on %s: %s. Stop what listens there, or name another port."
                        .formatted(address, e.getMessage()),
                e);
    }

    private static void accept(ServerSocket server, Frames frames, Page page, PrintStream err) {
        try {
            while (true) {
                Socket connection = server.accept();
                Thread.ofPlatform().daemon().name("receive").start(() -> receive(connection, frames, page, err));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                err.printf("Cannot accept further connections: %s%n", e.getMessage());
            }
        }
    }

    private static void receive(Socket connection, Frames frames, Page page, PrintStream err) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream(), BUFFER)) {
            for (byte[] frame = frames.read(in); frame != null; frame = frames.read(in)) {
                page.print(frame, in.available() == 0);
            }
        } catch (IOException e) {
            err.printf("A connection is closed: %s%n", e.getMessage());
        }
    }

    /** Where the frames of all connections are printed. Used by their threads and by the one that waits for the end. */
    private static final class Page {

        private final PrintStream out;
        private final long wanted;
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile long
                frames; // written under the lock, read without it: the thread that prints may wait for long
        private volatile long bytes; // likewise

        Page(PrintStream out, long wanted) {
            this.out = out;
            this.wanted = wanted;
        }

        /**
         * Prints a frame, unless there were enough.
         *
         * @param last whether nothing follows at the moment, so that somebody should see it
         */
        synchronized void print(byte[] frame, boolean last) {
            if (frames == wanted) {
                return;
            }
            out.write(frame, 0, frame.length);
            out.write('\n');
            frames++;
            bytes += frame.length;
            if (last || frames == wanted || frames % UNSEEN == 0) {
                boolean readerGone = out.checkError(); // which flushes
                if (readerGone || frames == wanted) {
                    end.countDown();
                }
            }
        }

        void awaitEnd() throws InterruptedException {
            end.await();
        }

        String summary() {
            return "Received %s, %s".formatted(Quantity.of(frames, "frame"), Quantity.of(bytes, "byte"));
        }
    }
}
