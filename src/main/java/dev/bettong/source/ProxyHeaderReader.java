package dev.bettong.source;

import dev.bettong.runtime.FatalErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.netty.NettyPipeline;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, with which connections of a source begin, before anything else of
 * them is read. Thread-safe; a header is read on the event loop of its connection.
 *
 * <p>A proxy that checks whether the source is there sends a header and ends the connection: that is neither counted nor
 * logged.
 *
 * @see <a href="https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
final class ProxyHeaderReader {

    private static final String DETECTOR = NettyPipeline.LEFT + "proxyProtocolDetector";
    private static final int LARGEST_EXTENSIONS = 4096; // bytes

    private final boolean required;
    private final Duration timeout;
    private final Refusals refusals;

    /** Reads headers that take no longer than {@code timeout} to come. */
    ProxyHeaderReader(boolean required, Duration timeout, Refusals refusals) {
        this.required = required;
        this.timeout = timeout;
        this.refusals = refusals;
    }

    /** Event loop of the connection: reads its header; {@code entered} gets the address of the client. */
    void admit(Channel channel, Consumer<SocketAddress> entered) {
        Admission admission = new Admission(channel, entered);
        channel.pipeline()
                .addFirst(DETECTOR, new Detector(admission)); // by its name, Reactor Netty puts others behind it
        channel.config().setAutoRead(true);
    }

    /** What is to come of one connection: it enters, is refused, or ends before that. */
    private final class Admission {

        private final Channel channel;
        private final Consumer<SocketAddress> entered;
        private final Future<?> timer;
        private boolean decided;

        Admission(Channel channel, Consumer<SocketAddress> entered) {
            this.channel = channel;
            this.entered = entered;
            this.timer = channel.eventLoop().schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        boolean decided() {
            return decided;
        }

        void enter(SocketAddress client) {
            decide();
            entered.accept(client);
        }

        void refuse(String cause) {
            if (!decided) {
                decide();
                refusals.add(channel.remoteAddress(), "PROXY header failed", cause);
                channel.close();
            }
        }

        /** The connection has ended. */
        void decide() {
            decided = true;
            timer.cancel(false);
        }

        private void timedOut() {
            ChannelPipeline pipeline = channel.pipeline();
            if (decided) {
                return;
            }
            if (required || pipeline.get(DETECTOR) == null) {
                refuse("none was complete after frame-timeout");
            } else {
                enter(channel.remoteAddress());
                pipeline.remove(DETECTOR);
            }
        }
    }

    /** Finds out whether a connection begins with a header, hands its bytes to what is behind, and leaves. */
    private final class Detector extends ByteToMessageDecoder {

        private final Admission admission;

        Detector(Admission admission) {
            this.admission = admission;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            ChannelPipeline pipeline = context.pipeline();
            if (admission.decided()) {
                in.skipBytes(in.readableBytes());
            } else if (ForeignProtocol.isProxyHeader(in)) {
                pipeline.addAfter(
                        DETECTOR, NettyPipeline.ProxyProtocolDecoder, new HAProxyMessageDecoder(LARGEST_EXTENSIONS));
                pipeline.addAfter(
                        NettyPipeline.ProxyProtocolDecoder, NettyPipeline.ProxyProtocolReader, new Receiver(admission));
                pipeline.remove(this);
            } else if (!ForeignProtocol.mayBecomeProxyHeader(in)) {
                if (required) {
                    admission.refuse("the connection begins with something else");
                } else {
                    admission.enter(context.channel().remoteAddress());
                    pipeline.remove(this);
                }
            }
        }

        /** The connection has ended, and {@code in} is what has come. */
        @Override
        protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (admission.decided() || !in.isReadable()) {
                admission.decide();
            } else if (required) {
                admission.refuse("the connection ended within it");
            } else {
                admission.enter(context.channel().remoteAddress());
                out.add(in.readRetainedSlice(in.readableBytes()));
            }
        }

        /** The peer has gone; what has come from it is looked at when the connection has ended. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            FatalErrors.check(cause);
            context.close();
        }
    }

    /** Takes the decoded header of one connection, and leaves. */
    private static final class Receiver extends ChannelInboundHandlerAdapter {

        private final Admission admission;

        Receiver(Admission admission) {
            this.admission = admission;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (!admission.decided() && message instanceof HAProxyMessage header) {
                    admission.enter(client(header, context.channel()));
                    context.pipeline().remove(this);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            admission.refuse("the connection ended within it");
            context.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            FatalErrors.check(cause);
            if (!(cause instanceof IOException)) {
                admission.refuse("it is malformed"); // the message quotes what the client has sent
            }
            context.close();
        }
    }

    /** The address that a header names; that of the proxy if it names none, as at its own checks. */
    private static SocketAddress client(HAProxyMessage header, Channel channel) {
        String named = header.sourceAddress();
        byte[] address = named == null ? null : NetUtil.createByteArrayFromIpAddressString(named);
        if (address == null) {
            return channel.remoteAddress();
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("'%s' is no address".formatted(named), impossible);
        }
    }
}
