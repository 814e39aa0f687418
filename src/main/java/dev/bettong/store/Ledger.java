package dev.bettong.store;

import dev.bettong.runtime.OperatorPause;
import dev.bettong.store.Catalogue.Commit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** The catalogue in force, and the only one who changes it. Thread-safe: changes one at a time, reads of a snapshot. */
final class Ledger {

    private final Database database;
    private final Diagnosis diagnosis;
    private volatile Catalogue catalogue; // written under the lock, read by any thread

    Ledger(Database database, Diagnosis diagnosis, Catalogue catalogue) {
        this.database = database;
        this.diagnosis = diagnosis;
        this.catalogue = catalogue;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** The last commit that is in the database, whether or not its writer knows of it. */
    Commit stored(OpenDatabase open) throws RocksDBException {
        return Catalogue.read(open, diagnosis).checkpoint();
    }

    /** The id of a lane; a new lane gets one. */
    synchronized int idOf(Lane lane) {
        int known = catalogue.lanes().id(lane);
        if (known >= 0) {
            return known;
        }
        LaneTable lanes = catalogue.lanes().with(lane);
        database.run(
                "add a lane to", open -> open.put(OpenDatabase.MANIFEST, Catalogue.LANES_KEY, Catalogue.json(lanes)));
        catalogue = catalogue.with(lanes);
        return lanes.id(lane);
    }

    synchronized void schemas(Map<String, String> schemas) {
        database.run(
                "store schemas in",
                open -> open.put(OpenDatabase.MANIFEST, Catalogue.SCHEMAS_KEY, Catalogue.json(schemas)));
        catalogue = catalogue.with(schemas);
    }

    /** Takes note of a pause, or of its end. */
    synchronized void pause(String pipeline, @Nullable OperatorPause pause) {
        Map<String, OperatorPause> pauses = new HashMap<>(catalogue.pauses());
        if (pause == null) {
            pauses.remove(pipeline);
        } else {
            pauses.put(pipeline, pause);
        }
        if (!pauses.equals(catalogue.pauses())) {
            database.run(
                    "store a pause in",
                    open -> open.put(OpenDatabase.MANIFEST, Catalogue.PAUSES_KEY, Catalogue.pausesJson(pauses)));
            catalogue = catalogue.withPauses(pauses);
        }
    }

    synchronized void clock(ClockReading clock) {
        database.run(
                "store the time in",
                open -> open.put(OpenDatabase.MANIFEST, Catalogue.CLOCK_KEY, Catalogue.json(clock)));
        catalogue = catalogue.with(clock);
    }

    synchronized void committed(Commit commit) {
        catalogue = catalogue.with(commit);
    }

    /** While nobody is in the database, for it was opened again. No lock: its holder may be waiting to get in. */
    void reread(Catalogue fresh) {
        catalogue = fresh;
    }
}
