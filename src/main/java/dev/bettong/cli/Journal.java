package dev.bettong.cli;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import dev.bettong.store.ClockReading;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Manifest;
import dev.bettong.store.StoreView;
import dev.bettong.store.StoreView.JournalRange;
import java.time.Instant;
import java.util.Set;

/** Shows how far a data directory is, and what its next start would replay. */
final class Journal implements Command {

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String help() {
        return """
                journal <data-directory> [--entries <n>]
                  Shows format, last checkpoint, and the part of the journal that is there, by pipeline and input.
                  --entries  also shows the first n entries of each that a start would replay
                """;
    }

    @Override
    public Set<String> valued() {
        return Set.of("--entries");
    }

    @Override
    public void run(Arguments arguments, Console console) {
        arguments.expect(1, 1);
        long entries = arguments.number("--entries", 0).orElse(0L);
        DataDirectory.look(arguments.at(0), store -> show(store, entries, console));
    }

    private static void show(StoreView store, long entries, Console console) {
        Manifest manifest = store.manifest();
        console.line("format          %d, made by version %s".formatted(store.format(), store.writtenBy()));
        console.line("checkpoint      " + checkpoint(manifest, store.clock()));
        console.line("unsent outputs  "
                + store.outputs().stream()
                        .mapToLong(some -> some.messages().size())
                        .sum());
        store.pauses()
                .forEach((pipeline, pause) ->
                        console.line("paused          '%s': %s".formatted(pipeline, pause.text())));
        for (JournalPartition partition : store.partitions()) {
            JournalRange range = store.journal(partition);
            long behind = range.last() - manifest.position(partition);
            console.line("journal         %s: %s, %d behind the checkpoint"
                    .formatted(
                            partition,
                            range.entries() == 0
                                    ? "no entries, the next is %d".formatted(range.first())
                                    : "entries %d to %d".formatted(range.first(), range.last()),
                            behind));
            show(store, partition, entries, console);
        }
    }

    private static String checkpoint(Manifest manifest, ClockReading clock) {
        return manifest.checkpoint() == 0
                ? "none"
                : "%d of %s".formatted(manifest.checkpoint(), clock.toWall(manifest.cutAt()));
    }

    private static void show(StoreView store, JournalPartition partition, long entries, Console console) {
        try (JournalReader reader = store.entries(partition, store.manifest().position(partition))) {
            for (long shown = 0; shown < entries && reader.hasNext(); shown++) {
                JournalEntry entry = reader.next();
                Instant read = store.clock().toWall(Instant.ofEpochMilli(entry.timeMillis()));
                String source = entry.source() == null ? "" : " from '%s'".formatted(entry.source());
                console.line("  entry %d of %s%s".formatted(entry.position(), read, source));
                entry.records().forEach(each -> console.line("    " + text(each)));
            }
        }
    }

    private static String text(JournalRecord any) {
        return switch (any) {
            case JournalRecord.Frame frame -> "frame %s".formatted(Payload.text(frame.payload()));
            case JournalRecord.Tick tick -> "timers up to %s".formatted(Instant.ofEpochMilli(tick.millis()));
            case JournalRecord.Arrival arrival -> "read at %s".formatted(Instant.ofEpochMilli(arrival.millis()));
            case JournalRecord.Stream stream -> "connection %d".formatted(stream.number());
            case JournalRecord.StreamIdle stream -> "connection %d is idle".formatted(stream.number());
            case JournalRecord.StreamClosed stream -> "connection %d has ended".formatted(stream.number());
            case JournalRecord.StreamsEnded ended -> "a run begins";
            case JournalRecord.Position position -> "stream '%s' has come so far".formatted(position.stream());
            case JournalRecord.Reentry reentry ->
                "dead letter that enters at '%s', of frame %s"
                        .formatted(reentry.event().step(), Payload.text(reentry.frame()));
            case JournalRecord.Rejected rejected ->
                "no frame (%s: %s) %s"
                        .formatted(rejected.reason().tag(), rejected.detail(), Payload.text(rejected.bytes()));
        };
    }
}
