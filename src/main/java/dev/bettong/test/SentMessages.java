package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What has come out at one sink. What a recovery sends once more is left out. */
final class SentMessages {

    private final String sink;
    private final List<byte[]> waiting = new ArrayList<>(); // until they are asked for
    private final List<String> unsaved = new ArrayList<>(); // since the last checkpoint
    private final List<String> repeats = new ArrayList<>(); // that a recovery may still send
    private int saving; // how many of the unsaved ones were there when a checkpoint began
    private boolean muted;

    SentMessages(String sink) {
        this.sink = sink;
    }

    void sent(byte[] message) {
        if (muted) {
            return;
        }
        unsaved.add(text(message));
        if (!repeats.remove(text(message))) {
            waiting.add(message);
        }
    }

    /** A checkpoint begins. What comes before it ends may be sent again by a recovery. */
    void saving() {
        saving = unsaved.size();
    }

    /** It has ended. */
    void saved() {
        unsaved.subList(0, saving).clear();
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

    /** It has done again what it had done since then. */
    void recovered() {
        repeats.clear();
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
            if (!inOrder || (!missing.isEmpty() && missing.getFirst().equals(message))) {
                if (!missing.remove(message)) {
                    unexpected.add(message);
                }
            } else {
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
