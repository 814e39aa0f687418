package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A TCP connection on the loopback address that sends frames with the header {@code >I}. For one thread. */
public final class FramedClient implements AutoCloseable {

    private final Socket socket;
    private final DataOutputStream out;

    private FramedClient(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /** Connects at once or fails. */
    public static FramedClient connect(int port, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Math.toIntExact(timeout.toMillis()));
            return new FramedClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends one frame per text, in one go. */
    public void send(String... texts) throws IOException {
        for (String text : texts) {
            byte[] payload = text.getBytes(UTF_8);
            out.writeInt(payload.length);
            out.write(payload);
        }
        out.flush();
    }

    /** Sends bytes as they are: broken frames, halves of frames. */
    public void sendRaw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
