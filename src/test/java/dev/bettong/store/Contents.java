package dev.bettong.store;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a store holds after a recovery, in a form that can be compared and read.
 *
 * @param entities by state and key
 */
record Contents(
        long checkpoint,
        Instant cutAt,
        Map<String, Long> positions,
        Map<String, List<String>> journals,
        Map<String, Map<String, String>> entities,
        List<String> outputs,
        List<String> deadLetters,
        Map<String, String> schemas) {

    /** Opens, recovers, reads and closes a store. */
    static Contents recovered(StoreSettings settings, Map<String, String> schemas) {
        try (Store store = Store.open(settings)) {
            return recovered(store, schemas);
        }
    }

    static Contents recovered(Store store, Map<String, String> schemas) {
        Map<String, String> stored = new TreeMap<>(store.schemas());
        store.register(schemas);
        if (!store.stoppedCleanly()) {
            store.verify(); // as a start does
        }
        List<String> outputs = store.recover().stream().map(Contents::text).toList();
        Manifest manifest = store.manifest();
        Map<String, Long> positions = new TreeMap<>();
        Map<String, List<String>> journals = new TreeMap<>();
        for (JournalPartition partition : store.partitions()) {
            positions.put(partition.toString(), manifest.position(partition));
            journals.put(partition.toString(), journal(store, partition, manifest.position(partition)));
        }
        Map<String, Map<String, String>> entities = new TreeMap<>();
        for (String state : schemas.keySet()) {
            Map<String, String> byKey = new TreeMap<>();
            store.forEachEntity(state, (key, entity) -> byKey.put(hex(key), text(entity)));
            entities.put(state, byKey);
        }
        return new Contents(
                manifest.checkpoint(),
                manifest.cutAt(),
                positions,
                journals,
                entities,
                outputs,
                store.deadLetters().page(null, 0, Integer.MAX_VALUE).stream()
                        .map(letter -> letter + " " + letter.cause() + " " + hex(letter.frame()))
                        .toList(),
                stored);
    }

    static List<String> journal(Store store, JournalPartition partition, long afterPosition) {
        List<String> entries = new ArrayList<>();
        try (JournalReader reader = store.replay(partition, afterPosition)) {
            reader.forEachRemaining(entry -> entries.add(text(entry)));
        }
        return entries;
    }

    static String text(JournalEntry entry) {
        StringBuilder text = new StringBuilder();
        text.append(entry.position()).append('@').append(entry.timeMillis());
        for (JournalRecord journalRecord : entry.records()) {
            text.append(' ')
                    .append(
                            switch (journalRecord) {
                                case JournalRecord.Frame frame -> hex(frame.payload());
                                case JournalRecord.Tick tick -> "tick " + tick.millis();
                                case JournalRecord.Arrival arrival -> "arrival " + arrival.millis();
                                case JournalRecord.Stream stream -> "stream " + stream.number();
                                case JournalRecord.StreamIdle stream -> "idle " + stream.number();
                                case JournalRecord.StreamClosed stream -> "closed " + stream.number();
                                case JournalRecord.StreamsEnded ended -> "ended of " + ended.workers();
                                case JournalRecord.Position position ->
                                    "position %s %s".formatted(position.stream(), hex(position.position()));
                                case JournalRecord.Reentry again ->
                                    "reentry %s %s".formatted(again.event(), Arrays.toString(again.frame()));
                                case JournalRecord.Rejected rejected ->
                                    rejected.reason() + ":" + rejected.detail() + ":" + hex(rejected.bytes());
                            });
        }
        return text.toString();
    }

    static String text(Stored entity) {
        return entity.touchedMillis() + ":" + hex(entity.bytes());
    }

    static String text(SavedOutputs outputs) {
        return "%s %s %d %s"
                .formatted(
                        outputs.pipeline(),
                        outputs.sink(),
                        outputs.worker(),
                        outputs.messages().stream().map(Contents::hex).toList());
    }

    /** Short bytes in full, long ones by length and hash, so that comparing many of them is quick. */
    static String hex(byte[] bytes) {
        return bytes.length <= 32 ? HexFormat.of().formatHex(bytes) : bytes.length + "#" + Arrays.hashCode(bytes);
    }
}
