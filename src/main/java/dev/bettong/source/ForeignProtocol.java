package dev.bettong.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol that clients speak to a wrong port, by the bytes with which a connection begins. */
enum ForeignProtocol {
    TLS("the client speaks TLS, this port does not"),
    HTTP("the client speaks HTTP, this port does not"),
    PROXY("the client sends a PROXY header, see proxy-protocol");

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 0x03;
    private static final int TLS_NEWEST_MINOR_VERSION = 0x04;
    private static final int CLIENT_HELLO = 0x01;
    private static final int CLIENT_HELLO_AT = 5;

    private static final List<byte[]> HTTP_METHODS = List.of(
            ascii("GET "),
            ascii("HEAD "),
            ascii("POST "),
            ascii("PUT "),
            ascii("DELETE "),
            ascii("OPTIONS "),
            ascii("PATCH "),
            ascii("CONNECT "),
            ascii("TRACE "),
            ascii("PRI "));
    private static final byte[] HTTP_VERSION = ascii(" HTTP/"); // followed by three bytes, such as 1.1
    private static final int HTTP_VERSION_LENGTH = 9;

    private static final byte[] PROXY_1 = ascii("PROXY ");
    private static final List<byte[]> PROXY_1_ADDRESSES =
            List.of(ascii("PROXY TCP4 "), ascii("PROXY TCP6 "), ascii("PROXY UNKNOWN"));
    private static final byte[] PROXY_2 = ascii("\r\n\r\n\0\r\nQUIT\n");

    private final String hint;

    ForeignProtocol(String hint) {
        this.hint = hint;
    }

    /** What to do about it, in words that follow a failure. */
    String hint() {
        return hint;
    }

    /** What the beginning of a connection that fails looks like; {@code null} if nothing is known that begins so. */
    static @Nullable ForeignProtocol of(ByteBuf begun) {
        if (isTls(begun)) {
            return TLS;
        }
        if (beginsWithAny(HTTP_METHODS, begun)) {
            return HTTP;
        }
        return isProxyHeader(begun) ? PROXY : null;
    }

    /** Whether a connection begins with the header of the PROXY protocol, whose end may not have come. */
    static boolean isProxyHeader(ByteBuf begun) {
        return beginsWith(PROXY_1, begun) || beginsWith(PROXY_2, begun);
    }

    /** Whether what has come of a connection is too little to say that it does not begin with such a header. */
    static boolean mayBecomeProxyHeader(ByteBuf begun) {
        return mayBecome(PROXY_1, begun) || mayBecome(PROXY_2, begun);
    }

    private static boolean mayBecome(byte[] beginning, ByteBuf begun) {
        int length = begun.readableBytes();
        return length < beginning.length && beginsWith(Arrays.copyOf(beginning, length), begun);
    }

    private static boolean isTls(ByteBuf begun) {
        int start = begun.readerIndex();
        return begun.readableBytes() > 1
                && begun.getByte(start) == TLS_HANDSHAKE
                && begun.getByte(start + 1) == TLS_MAJOR_VERSION;
    }

    /**
     * Refuses a connection that begins with another protocol, not with a line: its lines would be taken for frames.
     *
     * @param end position of the end of the first line, or negative if it has not come
     */
    static void refuse(ByteBuf begun, int end) throws BadFrameException {
        if (isClientHello(begun)) {
            throw refused("a TLS ClientHello");
        }
        if (beginsWith(PROXY_2, begun) || (end >= 0 && beginsWithAny(PROXY_1_ADDRESSES, begun))) {
            throw refused("a PROXY header");
        }
        if (end >= 0 && isHttpRequest(begun, end)) {
            throw refused("an HTTP request");
        }
    }

    private static boolean isClientHello(ByteBuf begun) {
        int start = begun.readerIndex();
        return isTls(begun)
                && begun.readableBytes() > CLIENT_HELLO_AT
                && begun.getByte(start + 2) <= TLS_NEWEST_MINOR_VERSION
                && begun.getByte(start + CLIENT_HELLO_AT) == CLIENT_HELLO;
    }

    private static boolean isHttpRequest(ByteBuf begun, int end) {
        int start = begun.readerIndex();
        int last = end > start && begun.getByte(end - 1) == '\r' ? end - 1 : end;
        int version = last - HTTP_VERSION_LENGTH;
        return version > start && at(HTTP_VERSION, begun, version) && beginsWithAny(HTTP_METHODS, begun);
    }

    private static BadFrameException refused(String what) {
        return new BadFrameException(
                FailureReason.MALFORMED_FRAME, "the connection begins with %s, not with a line".formatted(what));
    }

    private static boolean beginsWithAny(List<byte[]> beginnings, ByteBuf begun) {
        for (byte[] beginning : beginnings) {
            if (beginsWith(beginning, begun)) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsWith(byte[] beginning, ByteBuf begun) {
        return at(beginning, begun, begun.readerIndex());
    }

    private static boolean at(byte[] bytes, ByteBuf in, int position) {
        int length = bytes.length;
        if (position + length > in.writerIndex()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in.getByte(position + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
