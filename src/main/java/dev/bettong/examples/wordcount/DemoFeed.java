package dev.bettong.examples.wordcount;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** Sends the frames of a text to a TCP source, one after the other. One thread feeds; any thread may close. */
final class DemoFeed implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int CONNECT_ATTEMPTS = 60;
    private static final long CONNECT_PAUSE_NANOS = 500_000_000;
    private static final int BUFFER_SIZE = 1 << 16;

    /** Frames that are sent before the clock is read again. */
    private static final int BURST = 256;

    private final DemoText text;
    private final Audit audit;
    private final Socket socket;
    private final OutputStream out;
    private long frames;

    private DemoFeed(DemoText text, Audit audit, Socket socket) throws IOException {
        this.text = text;
        this.audit = audit;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_SIZE);
    }

    /** Connects to the source; tries again for a while, since a source may open after the application has started. */
    static DemoFeed connect(DemoText text, Audit audit, InetSocketAddress source)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Socket socket = new Socket();
            try {
                socket.connect(source, CONNECT_TIMEOUT_MILLIS);
                return new DemoFeed(text, audit, socket);
            } catch (ConnectException e) {
                socket.close();
                if (attempt == CONNECT_ATTEMPTS) {
                    throw e;
                }
                pause(CONNECT_PAUSE_NANOS);
            }
        }
    }

    /** Sends frames for the length of a phase; blocks while the source does not read. */
    void run(DemoPhase phase) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long wordsBefore = text.wordsIn(frames);
        for (long now = start; now - start < phase.length().toNanos(); now = System.nanoTime()) {
            long due = now;
            for (int i = 0; i < BURST; i++) {
                due = phase.isUnlimited() ? now : start + phase.dueAfter(text.wordsIn(frames) - wordsBefore);
                if (due > now) {
                    break;
                }
                // A frame that goes out late counts from when it was due: the wait is the user's as well.
                send(phase, due);
            }
            out.flush();
            pause(due - System.nanoTime());
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** How many frames have been sent. */
    long frames() {
        return frames;
    }

    /** How many words have been sent. */
    long words() {
        return text.wordsIn(frames);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send(DemoPhase phase, long due) throws IOException {
        if (frames % phase.probeEvery() == 0) {
            audit.probe(frames, due);
        }
        out.write(text.frame(frames));
        frames++;
    }
}
