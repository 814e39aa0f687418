package dev.bettong.checkpoint;

import dev.bettong.sink.UnsentMessages;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages that a sink of a pipeline had not sent at the cut of a checkpoint.
 *
 * @param worker index of the worker whose connection it is
 * @param whenSaved any thread: runs when a checkpoint is safe that has them
 */
public record UnsentOutputs(String pipeline, String sink, int worker, List<UnsentMessages> parts, Runnable whenSaved) {

    /** Number of messages. */
    long count() {
        return parts.stream().mapToLong(UnsentMessages::count).sum();
    }

    /** Copies of all messages, in order; for any thread. */
    List<byte[]> messages() {
        List<byte[]> messages = new ArrayList<>();
        parts.forEach(part -> part.forEach(messages::add));
        return messages;
    }
}
