package dev.bettong.bench;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * What no engine can beat: the functions of an example called one after the other, on one thread with blocking
 * sockets. Outputs are sent when they fill a buffer or the input is used up.
 */
final class PlainProgram {

    private final PlainFunctions functions;
    private final SocketOutput out;

    private PlainProgram(PlainFunctions functions, SocketOutput out) {
        this.functions = functions;
        this.out = out;
    }

    /** Takes one connection on the port of its first argument, and sends to the port of its second; the third names the workload. */
    public static void main(String[] arguments) throws Exception {
        PlainFunctions functions = switch (Workload.valueOf(arguments[2])) {
            case WORD_COUNT -> new PlainWordCount();
            case MARKET_SPREAD -> new PlainMarketSpread();
        };
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 1, loopback);
                Socket source = server.accept();
                Socket sink = new Socket(loopback, Integer.parseInt(arguments[1]))) {
            sink.setTcpNoDelay(true);
            new PlainProgram(functions, new SocketOutput(sink.getOutputStream()))
                    .run(new FrameInput(source.getInputStream()));
        }
    }

    private void run(FrameInput in) throws Exception {
        for (byte @Nullable [] frame = in.next(); frame != null; frame = in.next()) {
            functions.frame(frame, out);
            if (!in.buffered()) {
                out.flush();
            }
        }
    }
}
