package dev.bettong.cli;

import dev.bettong.runtime.Quantity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends what is in a file, or comes from standard input, to a source. */
final class Send implements Command {

    private static final List<String> FRAMES = List.of("--header", "--framing", "--delimiter");
    private static final int BUFFER = 64 << 10;
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String help() {
        return """
                send <host:port> [file] [--header <bytes> | --lines | --framing <name> | --delimiter <hex> | --raw]
                    [--rate <frames/s>] [--tls [--ca <pem file>]]
                  Sends each line of the file, or of standard input, to a source as a frame of its own.
                  --header     size of the length before each frame: 1, 2, 4 (the default) or 8 bytes, big-endian
                  --lines      frames are lines
                  --framing    frames are nul (end with a zero byte), octet-counting (syslog), varint (protobuf) or mllp (HL7)
                  --delimiter  frames end with these bytes, such as 0d0a
                  --raw        the input is sent as it is
                  --rate       frames a second at most
                  --tls        encrypts, and checks the certificate of the host
                  --ca         trusts the certificates in this file, instead of those that the JDK trusts
                """;
    }

    @Override
    public Set<String> flags() {
        return Set.of("--lines", "--raw", "--tls");
    }

    @Override
    public Set<String> valued() {
        return Set.of("--header", "--framing", "--delimiter", "--rate", "--ca");
    }

    @Override
    public void run(Arguments arguments, Console console) {
        arguments.expect(1, 2);
        Address target = Address.of(arguments.at(0), "localhost");
        Frames frames = Frames.of(arguments, new Frames.Header(Integer.BYTES));
        Optional<Long> rate = arguments.number("--rate", 1);
        if (arguments.has("--raw")
                && (rate.isPresent()
                        || arguments.has("--lines")
                        || FRAMES.stream()
                                .anyMatch(name -> arguments.option(name).isPresent()))) {
            throw CommandFailure.usage("With --raw there are no frames to count or to mark.");
        }
        String file = arguments.find(1).filter(name -> !name.equals("-")).orElse(null);
        try (InputStream in = new BufferedInputStream(input(file, console), BUFFER);
                Socket socket = connect(target, arguments)) {
            Transfer transfer = new Transfer(target, in, socket);
            if (arguments.has("--raw")) {
                transfer.copy();
                console.err().printf("Sent %s to %s%n", Quantity.of(transfer.bytes, "byte"), target);
            } else {
                transfer.send(frames, rate.orElse(0L));
                console.err().printf("Sent %s to %s%n", transfer.progress(), target);
            }
        } catch (IOException e) {
            String input = file == null ? "standard input" : "the file '%s'".formatted(file);
            throw CommandFailure.failed("Cannot read %s: %s".formatted(input, e), e);
        }
    }

    private static InputStream input(@Nullable String file, Console console) throws IOException {
        return file == null ? console.in() : Files.newInputStream(Path.of(file));
    }

    private static Socket connect(Address target, Arguments arguments) {
        Socket socket = new Socket();
        try {
            socket.connect(target.resolved(), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            return arguments.has("--tls")
                    ? Tls.trusting(arguments.option("--ca")).over(socket, target)
                    : socket;
        } catch (IOException e) {
            close(socket);
            throw CommandFailure.failed(
                    "Cannot connect to %s: %s. Is there a source that listens there?".formatted(target, e.getMessage()),
                    e);
        } catch (CommandFailure e) {
            close(socket);
            throw e;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more in any case
        }
    }

    /** From the input to the socket. */
    private static final class Transfer {

        private final Address target;
        private final InputStream in;
        private final Socket socket;
        private long sent;
        private long bytes;

        Transfer(Address target, InputStream in, Socket socket) {
            this.target = target;
            this.in = in;
            this.socket = socket;
        }

        /** Each line as a frame; what is typed goes out at once. */
        void send(Frames frames, long rate) throws IOException {
            Frames.Lines lines = new Frames.Lines();
            OutputStream out = new BufferedOutputStream(output(), BUFFER);
            long start = System.nanoTime();
            for (byte[] line = lines.readLast(in); line != null; line = lines.readLast(in)) {
                if (rate > 0) {
                    pause(start + sent * TimeUnit.SECONDS.toNanos(1) / rate, out);
                }
                write(frames, line, out);
                if (in.available() == 0) {
                    flush(out);
                }
            }
            flush(out);
            end();
        }

        private void pause(long until, OutputStream out) {
            if (until - System.nanoTime() > 0) {
                flush(out);
            }
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        private void write(Frames frames, byte[] line, OutputStream out) {
            try {
                frames.write(line, out);
            } catch (IOException e) {
                throw broken(e);
            }
            sent++;
            bytes += line.length;
        }

        /** The input as it is. */
        void copy() throws IOException {
            OutputStream out = output();
            byte[] piece = new byte[BUFFER];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                try {
                    out.write(piece, 0, read);
                } catch (IOException e) {
                    throw broken(e);
                }
                bytes += read;
            }
            end();
        }

        private OutputStream output() {
            try {
                return socket.getOutputStream();
            } catch (IOException e) {
                throw broken(e);
            }
        }

        private void flush(OutputStream out) {
            try {
                out.flush();
            } catch (IOException e) {
                throw broken(e);
            }
        }

        /** Says that nothing more comes, and waits a while for the other side to close: a reset means that it did not read. */
        private void end() {
            try {
                socket.setSoTimeout((int) FAREWELL.toMillis());
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream()); // a source sends nothing
            } catch (SocketTimeoutException e) {
                // it is busy, and will read the rest later
            } catch (IOException e) {
                throw broken(e);
            }
        }

        String progress() {
            return Quantity.of(sent, "frame") + ", " + Quantity.of(bytes, "byte");
        }

        private CommandFailure broken(IOException e) {
            return CommandFailure.failed(
                    "Cannot send to %s: %s. Sent before: %s.".formatted(target, e.getMessage(), progress()), e);
        }
    }
}
