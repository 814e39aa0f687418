package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalPartitionTable;
import dev.bettong.journal.JournalRecords;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.store.ManifestDocument.Commit;
import dev.bettong.store.ManifestDocument.Format;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The manifest in force; only this changes it. Thread-safe: reads of a snapshot, changes one at a time.
 *
 * <p>A change is made inside the database, and begins with the manifest as it is there: if it has waited while the database
 * was reopened, that is the one that {@link #reread} has found.
 */
final class ManifestStore {

    private final Database database;
    private final StoreErrors diagnosis;
    private final AtomicReference<ManifestDocument>
            inForce; // by changes inside, by reread, and by committed; read by all
    private Format format; // under the lock

    ManifestStore(Database database, StoreErrors diagnosis, ManifestDocument manifestDocument, Format format) {
        this.database = database;
        this.diagnosis = diagnosis;
        this.inForce = new AtomicReference<>(manifestDocument);
        this.format = format;
    }

    /** Writes what becomes of a manifest, and returns it. */
    @FunctionalInterface
    private interface Change {
        ManifestDocument write(OpenDatabase open, ManifestDocument before) throws RocksDBException;
    }

    ManifestDocument manifestDocument() {
        return inForce.get();
    }

    /** The last commit that is in the database, whether or not its writer knows of it. */
    Commit stored(OpenDatabase open) throws RocksDBException {
        return ManifestDocument.read(open, diagnosis).checkpoint();
    }

    /** The id of a partition; a new partition gets one. */
    synchronized int idOf(JournalPartition partition) {
        if (manifestDocument().partitionTable().id(partition) < 0) {
            changePartitions(table -> table.id(partition) < 0 ? table.with(partition) : table);
        }
        return manifestDocument().partitionTable().id(partition);
    }

    /** The id of a source; a new source gets one. */
    synchronized int sourceId(String source) {
        upgrade(); // entries follow
        if (manifestDocument().partitionTable().sourceId(source) == 0) {
            changePartitions(table -> table.sourceId(source) == 0 ? withSource(table, source) : table);
        }
        return manifestDocument().partitionTable().sourceId(source);
    }

    private static JournalPartitionTable withSource(JournalPartitionTable table, String source) {
        JournalPartitionTable more = table.withSource(source);
        if (more.sources().size() > JournalRecords.MAX_SOURCES) {
            throw new IllegalStateException(
                    "The store has seen %d sources, and takes no further one".formatted(JournalRecords.MAX_SOURCES));
        }
        return more;
    }

    private void changePartitions(UnaryOperator<JournalPartitionTable> change) {
        upgrade();
        change("add a partition of the journal to", (open, before) -> {
            JournalPartitionTable table = change.apply(before.partitionTable());
            open.put(OpenDatabase.MANIFEST, ManifestDocument.PARTITIONS_KEY, ManifestDocument.json(table));
            return before.with(table);
        });
    }

    /** Inside the database, where {@link #reread} cannot come between. */
    private void change(String doing, Change change) {
        database.run(doing, open -> inForce.set(change.write(open, inForce.get())));
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
        change("store schemas in", (open, before) -> {
            Map<String, String> all = new HashMap<>(before.schemas());
            all.putAll(schemas);
            if (all.equals(before.schemas())) {
                return before;
            }
            open.put(OpenDatabase.MANIFEST, ManifestDocument.SCHEMAS_KEY, ManifestDocument.json(all));
            return before.with(all);
        });
    }

    /** Takes note of a pause, or of its end. */
    synchronized void pause(String pipeline, @Nullable OperatorPause pause) {
        if (Objects.equals(manifestDocument().pauses().get(pipeline), pause)) {
            return;
        }
        change("store a pause in", (open, before) -> {
            Map<String, OperatorPause> pauses = new HashMap<>(before.pauses());
            if (pause == null) {
                pauses.remove(pipeline);
            } else {
                pauses.put(pipeline, pause);
            }
            open.put(OpenDatabase.MANIFEST, ManifestDocument.PAUSES_KEY, ManifestDocument.pausesJson(pauses));
            return before.withPauses(pauses);
        });
    }

    synchronized void clock(ClockReading clock) {
        change("store the time in", (open, before) -> {
            open.put(OpenDatabase.MANIFEST, ManifestDocument.CLOCK_KEY, ManifestDocument.json(clock));
            return before.with(clock);
        });
    }

    /** A commit is in the database. Called outside of it, so {@link #reread} may come between. */
    synchronized void committed(Commit commit) {
        inForce.updateAndGet(before -> before.with(commit));
    }

    /** While nobody is in the database, for it was reopened. Takes no lock: its holder may be waiting to get in. */
    void reread(ManifestDocument fresh) {
        inForce.set(fresh);
    }
}
