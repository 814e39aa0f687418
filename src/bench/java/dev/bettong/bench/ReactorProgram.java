package dev.bettong.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.util.List;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** The functions of the word count in a Reactor {@code Flux}, between a server and a client of Reactor Netty. */
final class ReactorProgram {

    private static final int MAX_FRAME = 1 << 20;
    private static final int LETTERS = 64;
    private static final int PREFETCH = 256;

    private final WordCountFunctions functions = WordCountFunctions.ofTheExample();

    private ReactorProgram() {}

    /** Takes one connection on the port of its first argument, and sends to the port of its second. */
    public static void main(String[] arguments) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        ReactorProgram program = new ReactorProgram();
        Connection sink = TcpClient.create()
                .host(host)
                .port(Integer.parseInt(arguments[1]))
                .option(ChannelOption.TCP_NODELAY, true)
                .connectNow();
        TcpServer.create()
                .host(host)
                .port(Integer.parseInt(arguments[0]))
                .doOnConnection(connection ->
                        connection.addHandlerLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 4, 0, 4)))
                .handle((in, out) -> sink.outbound()
                        .send(program.lines(
                                in.receive().asByteArray(), sink.channel().alloc()))
                        .then())
                .bindNow()
                .onDispose()
                .block();
    }

    private Flux<ByteBuf> lines(Flux<byte[]> frames, ByteBufAllocator allocator) {
        return frames.flatMapIterable(this::words, PREFETCH)
                .groupBy(this::key, PREFETCH)
                .flatMap(
                        letter -> {
                            Object entity = functions.entity();
                            return letter.map(word -> line(word, entity));
                        },
                        LETTERS,
                        PREFETCH)
                .map(line -> allocator.buffer(line.length).writeBytes(line));
    }

    private List<Object> words(byte[] frame) {
        try {
            return functions.words(frame);
        } catch (Exception e) {
            throw Exceptions.propagate(e);
        }
    }

    private Object key(Object word) {
        try {
            return functions.key(word);
        } catch (Exception e) {
            throw Exceptions.propagate(e);
        }
    }

    private byte[] line(Object word, Object entity) {
        try {
            return functions.line(word, entity);
        } catch (Exception e) {
            throw Exceptions.propagate(e);
        }
    }
}
