package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.testing.Deadlines;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connection that sends any bytes, each write as a segment of its own, and sees how the server takes it. For one thread. */
final class Attacker implements AutoCloseable {

    private static final int PATIENCE_MILLIS = Deadlines.SOCKET_MILLIS;

    private final Socket socket;

    private Attacker(Socket socket) {
        this.socket = socket;
    }

    static Attacker connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Attacker(socket);
    }

    /** The bytes of frames with the header {@code >i}. */
    static byte[] frames(String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String text : texts) {
                byte[] payload = text.getBytes(UTF_8);
                out.writeInt(payload.length);
                out.write(payload);
            }
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends; returns whether the connection still took it. */
    boolean trySend(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until the server has closed the connection. */
    void awaitClosed() throws IOException {
        try {
            int read = socket.getInputStream().read();
            if (read >= 0) {
                throw new AssertionError("a source has sent the byte " + read);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server has not closed the connection", e);
        } catch (SocketException e) {
            // The server closed it before it had read all that was sent.
        }
    }

    /** Ends the connection without the usual farewell. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection as a client does that has nothing more to say. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
