package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalPartitionTable;
import dev.bettong.runtime.OperatorPause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What column family {@code manifest} holds: JSON documents under their names. Immutable; a change is a new object.
 *
 * @param checkpoint the last commit
 * @param partitionTable the partitions of the journal and the sources, with their ids
 * @param schemas schema text by name of the state
 * @param pauses the pipelines that an operator has paused, by name
 * @param clock what the clocks read last, or {@code null} if no version that stores it has run
 */
record ManifestDocument(
        Commit checkpoint,
        JournalPartitionTable partitionTable,
        Map<String, String> schemas,
        Map<String, OperatorPause> pauses,
        @Nullable ClockReading clock) {

    /**
     * The format that this version writes, and the newest that it reads. 1: entries do not say which source has read them,
     * and a partition of the journal is a worker.
     */
    static final int FORMAT = 3;

    static final byte[] FORMAT_KEY = Keys.document("format");
    static final byte[] CHECKPOINT_KEY = Keys.document("checkpoint");
    static final byte[] PARTITIONS_KEY = Keys.document("lanes");
    static final byte[] SCHEMAS_KEY = Keys.document("schemas");

    static final byte[] PAUSES_KEY = Keys.document("pauses");
    static final byte[] CLOCK_KEY = Keys.document("clock");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Document {@code format}. */
    record Format(int format, String writtenBy) {}

    /**
     * Document {@code checkpoint}: one commit.
     *
     * @param cutAt by the steady clock
     * @param positions by partition id; a partition whose id is beyond is at 0
     * @param slices slices of entities saved for it
     * @param outputs pieces of unsent outputs saved for it
     * @param lastDeadLetter the highest id ever given to a dead letter
     */
    record Commit(long number, Instant cutAt, List<Long> positions, int slices, int outputs, long lastDeadLetter) {

        static final Commit NONE = new Commit(0, Instant.EPOCH, List.of(), 0, 0, 0);

        long position(int partition) {
            return partition < positions.size() ? positions.get(partition) : 0;
        }
    }

    /** A partition in document {@code lanes}, at the index that is its id. Format 1 has a worker in place of an input. */
    private record PartitionDocument(
            String pipeline,
            @Nullable String input,

            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
            Integer worker) {

        static PartitionDocument of(JournalPartition partition) {
            return new PartitionDocument(partition.pipeline(), partition.input(), null);
        }

        JournalPartition partition() {
            return input == null
                    ? JournalPartition.ofWorker(pipeline, Objects.requireNonNull(worker))
                    : new JournalPartition(pipeline, input);
        }
    }

    /** Document {@code lanes}, the partitions of the journal; in format 1 without sources. */
    private record PartitionDocuments(
            @JsonProperty("lanes") List<PartitionDocument> partitions,
            @Nullable List<String> sources) {}

    /** Document {@code schemas}. */
    private record SchemaDocuments(Map<String, String> schemas) {}

    /** Document {@code pauses}, which a store of an earlier version has not. */
    private record PauseDocuments(Map<String, OperatorPause> pauses) {}

    /** The format of the database; throws if a newer version wrote it, or none. */
    static Format checkFormat(OpenDatabase open, StoreErrors diagnosis) throws RocksDBException {
        Format format = document(open, FORMAT_KEY, Format.class, diagnosis);
        if (format == null) {
            throw diagnosis.corrupt("The store does not say which format it has");
        }
        if (format.format() > FORMAT) {
            throw diagnosis.newer(format.format(), format.writtenBy(), FORMAT);
        }
        return format;
    }

    static ManifestDocument read(OpenDatabase open, StoreErrors diagnosis) throws RocksDBException {
        Commit commit = document(open, CHECKPOINT_KEY, Commit.class, diagnosis);
        PartitionDocuments stored = document(open, PARTITIONS_KEY, PartitionDocuments.class, diagnosis);
        SchemaDocuments schemas = document(open, SCHEMAS_KEY, SchemaDocuments.class, diagnosis);
        PauseDocuments pauses = document(open, PAUSES_KEY, PauseDocuments.class, diagnosis);
        return new ManifestDocument(
                commit == null ? Commit.NONE : commit,
                stored == null
                        ? new JournalPartitionTable(List.of(), List.of())
                        : new JournalPartitionTable(
                                stored.partitions().stream()
                                        .map(PartitionDocument::partition)
                                        .toList(),
                                Objects.requireNonNullElse(stored.sources(), List.of())),
                schemas == null ? Map.of() : Map.copyOf(schemas.schemas()),
                pauses == null ? Map.of() : Map.copyOf(pauses.pauses()),
                document(open, CLOCK_KEY, ClockReading.class, diagnosis));
    }

    private static <T> @Nullable T document(OpenDatabase open, byte[] key, Class<T> type, StoreErrors diagnosis)
            throws RocksDBException {
        byte[] json = open.get(OpenDatabase.MANIFEST, key);
        try {
            return json == null ? null : JSON.readValue(json, type);
        } catch (JacksonException e) {
            throw diagnosis.unreadable("the document '%s'".formatted(new String(key, UTF_8)), e);
        }
    }

    static byte[] json(Format format) {
        return JSON.writeValueAsBytes(format);
    }

    static byte[] json(Commit commit) {
        return JSON.writeValueAsBytes(commit);
    }

    static byte[] json(JournalPartitionTable table) {
        return JSON.writeValueAsBytes(new PartitionDocuments(
                table.partitions().stream().map(PartitionDocument::of).toList(), table.sources()));
    }

    static byte[] json(Map<String, String> schemas) {
        return JSON.writeValueAsBytes(new SchemaDocuments(new TreeMap<>(schemas)));
    }

    static byte[] pausesJson(Map<String, OperatorPause> pauses) {
        return JSON.writeValueAsBytes(new PauseDocuments(new TreeMap<>(pauses)));
    }

    static byte[] json(ClockReading clock) {
        return JSON.writeValueAsBytes(clock);
    }

    ManifestDocument with(Commit commit) {
        return new ManifestDocument(commit, partitionTable, schemas, pauses, clock);
    }

    ManifestDocument with(JournalPartitionTable more) {
        return new ManifestDocument(checkpoint, more, schemas, pauses, clock);
    }

    ManifestDocument with(Map<String, String> texts) {
        return new ManifestDocument(checkpoint, partitionTable, Map.copyOf(texts), pauses, clock);
    }

    ManifestDocument withPauses(Map<String, OperatorPause> all) {
        return new ManifestDocument(checkpoint, partitionTable, schemas, Map.copyOf(all), clock);
    }

    ManifestDocument with(ClockReading newer) {
        return new ManifestDocument(checkpoint, partitionTable, schemas, pauses, newer);
    }

    /** What the clocks read last; before that was stored, the two were the same. */
    ClockReading clockOrCut() {
        return clock == null ? new ClockReading(checkpoint.cutAt(), checkpoint.cutAt()) : clock;
    }

    /** The same for those outside of this package. */
    Manifest manifest() {
        Map<JournalPartition, Long> positions = new HashMap<>();
        List<Long> byId = checkpoint.positions();
        for (int id = 0; id < byId.size(); id++) {
            positions.put(partitionTable.partitions().get(id), byId.get(id));
        }
        return new Manifest(checkpoint.number(), checkpoint.cutAt(), positions);
    }

    /** Positions by partition id: the last ones, and in place of them those that are given. */
    List<Long> positions(Map<JournalPartition, Long> newer) {
        List<Long> positions = new ArrayList<>();
        for (int id = 0; id < partitionTable.partitions().size(); id++) {
            positions.add(newer.getOrDefault(partitionTable.partitions().get(id), checkpoint.position(id)));
        }
        return positions;
    }

    /** Position of the last entry of a partition, also if it is deleted since a checkpoint. */
    long end(OpenDatabase open, int partition) throws RocksDBException {
        try (RocksIterator keys = open.scan(OpenDatabase.JOURNAL)) {
            keys.seekForPrev(Keys.journal(partition, Long.MAX_VALUE));
            keys.status();
            long last = keys.isValid() ? Keys.position(partition, keys.key()) : -1;
            return Math.max(last, checkpoint.position(partition));
        }
    }

    /** Position of the first entry of a partition, or one behind its end if it has none. */
    long begin(OpenDatabase open, int partition) throws RocksDBException {
        try (RocksIterator keys = open.scan(OpenDatabase.JOURNAL)) {
            keys.seek(Keys.journal(partition, 0));
            keys.status();
            long first = keys.isValid() ? Keys.position(partition, keys.key()) : -1;
            return first < 0 ? end(open, partition) + 1 : first;
        }
    }

    /** How far the database is, for the {@link TruncationGuard}. */
    Progress progress(OpenDatabase open) throws RocksDBException {
        Map<Integer, Long> ends = new HashMap<>();
        for (int id = 0; id < partitionTable.partitions().size(); id++) {
            ends.put(id, end(open, id));
        }
        return new Progress(open.db().getLatestSequenceNumber(), checkpoint.number(), ends);
    }
}
