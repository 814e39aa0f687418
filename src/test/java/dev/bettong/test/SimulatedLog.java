package dev.bettong.test;

import java.util.ArrayList;
import java.util.List;

/** What has come out at a sink, and what of it may come out again. */
final class SimulatedLog {

    private final List<String> messages = new ArrayList<>();
    private final List<String> repeatable = new ArrayList<>();
    private int saved; // so many are in a checkpoint
    private int saving;

    void add(String message) {
        messages.add(message);
    }

    void checkpointBegins() {
        saving = messages.size();
    }

    void checkpointEnds() {
        saved = saving;
    }

    /** The process begins again at the last checkpoint. */
    void crashed() {
        repeatable.addAll(messages.subList(saved, messages.size()));
    }

    /** The process has stopped, with a checkpoint. */
    void stopped() {
        saved = messages.size();
    }

    List<String> messages() {
        return messages;
    }

    List<String> repeatable() {
        return repeatable;
    }
}
