package dev.bettong.bench;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What no engine can beat: the functions of the word count called one after the other, on one thread with blocking
 * sockets. Lines are sent when they fill a buffer or the input is used up.
 */
final class PlainProgram {

    private final WordCountFunctions functions = WordCountFunctions.ofTheExample();
    private final Map<Object, Object> entities = new HashMap<>();
    private final LineOutput out;

    private PlainProgram(LineOutput out) {
        this.out = out;
    }

    /** Takes one connection on the port of its first argument, and sends to the port of its second. */
    public static void main(String[] arguments) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 1, loopback);
                Socket source = server.accept();
                Socket sink = new Socket(loopback, Integer.parseInt(arguments[1]))) {
            sink.setTcpNoDelay(true);
            new PlainProgram(new LineOutput(sink.getOutputStream())).run(new FrameInput(source.getInputStream()));
        }
    }

    private void run(FrameInput in) throws Exception {
        for (byte @Nullable [] frame = in.next(); frame != null; frame = in.next()) {
            frame(frame);
            if (!in.buffered()) {
                out.flush();
            }
        }
    }

    private void frame(byte[] frame) throws Exception {
        for (Object word : functions.words(frame)) {
            Object entity = entities.computeIfAbsent(functions.key(word), first -> functions.entity());
            out.write(functions.line(word, entity));
        }
    }
}
