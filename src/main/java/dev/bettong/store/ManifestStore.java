package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalPartitionTable;
import dev.bettong.journal.JournalRecords;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.store.ManifestDocument.Commit;
import dev.bettong.store.ManifestDocument.Format;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** The manifest in force; only this changes it. Thread-safe: changes one at a time, reads of a snapshot. */
final class ManifestStore {

    private final Database database;
    private final StoreErrors diagnosis;
    private volatile ManifestDocument manifestDocument; // written under the lock, read by any thread
    private Format format; // under the lock

    ManifestStore(Database database, StoreErrors diagnosis, ManifestDocument manifestDocument, Format format) {
        this.database = database;
        this.diagnosis = diagnosis;
        this.manifestDocument = manifestDocument;
        this.format = format;
    }

    ManifestDocument manifestDocument() {
        return manifestDocument;
    }

    /** The last commit that is in the database, whether or not its writer knows of it. */
    Commit stored(OpenDatabase open) throws RocksDBException {
        return ManifestDocument.read(open, diagnosis).checkpoint();
    }

    /** The id of a partition; a new partition gets one. */
    synchronized int idOf(JournalPartition partition) {
        int known = manifestDocument.partitionTable().id(partition);
        if (known >= 0) {
            return known;
        }
        JournalPartitionTable table = manifestDocument.partitionTable().with(partition);
        write(table);
        return table.id(partition);
    }

    /** The id of a source; a new source gets one. */
    synchronized int sourceId(String source) {
        int known = manifestDocument.partitionTable().sourceId(source);
        if (known > 0) {
            return known;
        }
        JournalPartitionTable more = manifestDocument.partitionTable().withSource(source);
        if (more.sources().size() > JournalRecords.MAX_SOURCES) {
            throw new IllegalStateException(
                    "The store has seen %d sources, and takes no further one".formatted(JournalRecords.MAX_SOURCES));
        }
        write(more);
        return more.sourceId(source);
    }

    private void write(JournalPartitionTable table) {
        upgrade();
        database.run(
                "add a partition of the journal to",
                open -> open.put(OpenDatabase.MANIFEST, ManifestDocument.PARTITIONS_KEY, ManifestDocument.json(table)));
        manifestDocument = manifestDocument.with(table);
    }

    /**
     * From now on the store holds what an older version does not read: has that refuse it. Not earlier, or a start that
     * refuses the data directory would take it from the version that it came from.
     */
    private void upgrade() {
        if (format.format() < ManifestDocument.FORMAT) {
            Format next = new Format(ManifestDocument.FORMAT, format.writtenBy());
            database.run(
                    "upgrade",
                    open -> open.put(OpenDatabase.MANIFEST, ManifestDocument.FORMAT_KEY, ManifestDocument.json(next)));
            format = next;
        }
    }

    /** Makes room for states, and stores their schemas in place of those before; other states stay as they are. */
    synchronized void register(Map<String, String> schemas) {
        database.runAlone("add states to", open -> {
            for (String state : schemas.keySet()) {
                if (!open.states().contains(state)) {
                    open.createState(state);
                }
            }
        });
        Map<String, String> all = new HashMap<>(manifestDocument.schemas());
        all.putAll(schemas);
        if (!all.equals(manifestDocument.schemas())) {
            database.run(
                    "store schemas in",
                    open -> open.put(OpenDatabase.MANIFEST, ManifestDocument.SCHEMAS_KEY, ManifestDocument.json(all)));
            manifestDocument = manifestDocument.with(all);
        }
    }

    /** Takes note of a pause, or of its end. */
    synchronized void pause(String pipeline, @Nullable OperatorPause pause) {
        Map<String, OperatorPause> pauses = new HashMap<>(manifestDocument.pauses());
        if (pause == null) {
            pauses.remove(pipeline);
        } else {
            pauses.put(pipeline, pause);
        }
        if (!pauses.equals(manifestDocument.pauses())) {
            database.run(
                    "store a pause in",
                    open -> open.put(
                            OpenDatabase.MANIFEST, ManifestDocument.PAUSES_KEY, ManifestDocument.pausesJson(pauses)));
            manifestDocument = manifestDocument.withPauses(pauses);
        }
    }

    synchronized void clock(ClockReading clock) {
        database.run(
                "store the time in",
                open -> open.put(OpenDatabase.MANIFEST, ManifestDocument.CLOCK_KEY, ManifestDocument.json(clock)));
        manifestDocument = manifestDocument.with(clock);
    }

    synchronized void committed(Commit commit) {
        manifestDocument = manifestDocument.with(commit);
    }

    /** While nobody is in the database, for it was opened again. No lock: its holder may be waiting to get in. */
    void reread(ManifestDocument fresh) {
        manifestDocument = fresh;
    }
}
