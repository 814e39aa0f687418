package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What has come out at one sink. After a crash, what has come since the last checkpoint may come once more. */
final class SentMessages {

    private final String sink;
    private final List<byte[]> waiting = new ArrayList<>(); // until they are asked for
    private final List<String> unsaved = new ArrayList<>(); // since the last checkpoint
    private final List<String> repeats = new ArrayList<>(); // that may still come
    private boolean muted;

    SentMessages(String sink) {
        this.sink = sink;
    }

    void sent(byte[] message) {
        if (!muted) {
            waiting.add(message);
            unsaved.add(text(message));
        }
    }

    /** A checkpoint has them. */
    void saved() {
        unsaved.clear();
    }

    /** What comes from now on is of a process that is dead. */
    void mute() {
        muted = true;
    }

    /** The process begins again at the last checkpoint. */
    void crashed() {
        repeats.addAll(unsaved);
        unsaved.clear();
        muted = false;
    }

    List<byte[]> take() {
        List<byte[]> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    void expect(List<String> texts, boolean inOrder) {
        List<String> missing = new ArrayList<>(texts);
        List<String> unexpected = new ArrayList<>();
        List<String> all = take().stream().map(SentMessages::text).toList();
        for (String message : all) {
            boolean wanted =
                    inOrder ? !missing.isEmpty() && missing.getFirst().equals(message) : missing.contains(message);
            if (wanted) {
                missing.remove(message);
            } else if (!repeats.remove(message)) {
                unexpected.add(message);
            }
        }
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new AssertionError("sink '%s' should have sent %s%s, and has sent %s; missing: %s, not expected: %s"
                    .formatted(sink, texts, inOrder ? " in this order" : "", all, missing, unexpected));
        }
    }

    private static String text(byte[] message) {
        String text = new String(message, UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
