package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.runtime.FailureReason;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a source hands over, frames as texts of one character per byte. For one thread. */
class RecordingReceiver implements FrameReceiver {

    private final List<String> frames = new ArrayList<>();
    private final List<FailureReason> rejected = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<String> rejectedBytes = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean mayRead = true;
    private boolean begun;

    @Override
    public void begin(long now, long connection) {
        if (begun) {
            throw new IllegalStateException("begun twice");
        }
        begun = true;
    }

    @Override
    public void closed(long connection) {}

    @Override
    public void frame(byte[] payload) {
        if (!begun) {
            throw new IllegalStateException("a frame before its beginning");
        }
        frames.add(new String(payload, ISO_8859_1));
        heard.add(frames.getLast());
    }

    @Override
    public void end() {
        if (!begun) {
            throw new IllegalStateException("an end without a beginning");
        }
        begun = false;
    }

    @Override
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        if (!begun) {
            throw new IllegalStateException("something rejected before its beginning");
        }
        rejected.add(reason);
        details.add(detail);
        rejectedBytes.add(new String(bytes, ISO_8859_1));
        heard.add(reason + " " + rejectedBytes.getLast());
    }

    @Override
    public boolean mayRead() {
        return mayRead;
    }

    void mayRead(boolean may) {
        mayRead = may;
    }

    /** The frames since the last call. */
    List<String> takeFrames() {
        List<String> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    List<FailureReason> rejected() {
        return rejected;
    }

    List<String> details() {
        return details;
    }

    /** What came with each rejection. */
    List<String> rejectedBytes() {
        return rejectedBytes;
    }

    /** All frames and all rejections, in order. */
    List<String> heard() {
        return heard;
    }

    @Override
    public boolean mayHandle() {
        return true;
    }
}
