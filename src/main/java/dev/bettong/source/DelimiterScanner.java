package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Cuts frames that end with certain bytes. Owned by the connection's event loop. */
final class DelimiterScanner extends FrameScanner {

    private final Terminator terminator;

    DelimiterScanner(Framing.Delimiter delimiter, int maxFrameSize) {
        List<Byte> declared = delimiter.bytes();
        byte[] bytes = new byte[declared.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = declared.get(i);
        }
        this.terminator = new Terminator(bytes, maxFrameSize);
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        for (int length = terminator.payloadLength(in, 0); length >= 0; length = terminator.payloadLength(in, 0)) {
            byte[] payload = take(in, length);
            in.skipBytes(terminator.size());
            receiver.frame(payload);
        }
    }
}
