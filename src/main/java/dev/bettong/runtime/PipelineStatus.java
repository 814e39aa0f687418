package dev.bettong.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of one pipeline.
 *
 * <p>As many components as REST shows fields.
 *
 * @param name name of the pipeline
 * @param status what it does now
 * @param since when the status began
 * @param detail why, for a status that is not {@link Status#RUNNING}
 * @param operatorPause since when and why an operator has paused it, or {@code null}
 * @param guarantee what is promised from end to end, in a sentence
 * @param time how far time has come, or {@code null} if it is that of the system clock
 * @param backpressure since when and because of what its sources are not read, or {@code null} if nothing is full
 * @param sources where its events come from
 * @param steps its steps in order
 * @param sinks where its outputs go
 * @param failures frames and events that could not be handled, by the tag of their reason
 */
public record PipelineStatus(
        String name,
        Status status,
        Instant since,
        @Nullable String detail,
        @Nullable OperatorPause operatorPause,
        String guarantee,
        @Nullable Time time,
        @Nullable Backpressure backpressure,
        List<SourceStatus> sources,
        List<StepStatus> steps,
        List<SinkStatus> sinks,
        Map<String, Long> failures) {

    /**
     * Snapshot of a source.
     *
     * @param name name of the source
     * @param address where it listens, {@code host:port}; the port is the real one once it is bound
     * @param connections open connections
     * @param frames whole frames read so far
     * @param bytes bytes read so far
     * @param refused connections turned away since {@code max-connections} were open
     */
    public record SourceStatus(String name, String address, int connections, long frames, long bytes, long refused) {}

    /**
     * How far time has come, where the events bring it with them.
     *
     * @param watermark all events before this have been seen; {@code null} before the first event
     * @param connections connections that hold it back
     * @param waitsSince when the last event came, if nothing goes on until there is another: no connection holds back the
     *     watermark, and it stands
     */
    public record Time(
            @Nullable Instant watermark,
            int connections,
            @Nullable Instant waitsSince) {}

    /**
     * What keeps the sources from being read.
     *
     * @param since when the first buffer became full
     * @param because the buffers that are full: of sinks, of mailboxes between workers, of the journal
     */
    public record Backpressure(Instant since, List<String> because) {}

    /**
     * Snapshot of a step.
     *
     * @param name name of the step
     * @param messages inputs so far
     */
    public record StepStatus(String name, long messages) {}

    /**
     * Snapshot of a sink, summed over its connections.
     *
     * <p>As many components as REST shows fields.
     *
     * @param name name of the sink
     * @param address where it connects to, {@code host:port}
     * @param connections connections that it needs, one for every worker that writes to it
     * @param connected connections that are open
     * @param messages messages written to the socket so far
     * @param bytes bytes written to the socket so far
     * @param bufferedBytes bytes that wait to be written
     * @param bufferedMessages messages that wait to be written
     * @param stalledMillis for how long a socket has taken nothing while messages wait for it, the longest of all
     *     connections; 0 if each took something within the last second
     * @param totalStalledMillis for how long sockets have stalled like that since the start; grows while a sink drains in
     *     bursts, also if no reading falls between two of them
     * @param full whether the source waits for its buffer
     */
    public record SinkStatus(
            String name,
            String address,
            int connections,
            int connected,
            long messages,
            long bytes,
            long bufferedBytes,
            long bufferedMessages,
            long stalledMillis,
            long totalStalledMillis,
            boolean full) {}
}
