package dev.bettong.store;

import dev.bettong.store.OpenDatabase.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new store, or looks at one without changing anything, and opens it only if all is well: opened for writing,
 * RocksDB deletes files that it has no use for, which may be the very ones that someone could still repair.
 */
final class Opening {

    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private final StoreSettings settings;
    private final Diagnosis diagnosis;
    private final StoreMarker marker;
    private final UUID boot = Witness.currentBoot();
    private boolean stoppedCleanly;

    Opening(StoreSettings settings, Diagnosis diagnosis) {
        this.settings = settings;
        this.diagnosis = diagnosis;
        this.marker = new StoreMarker(settings, diagnosis);
    }

    OpenDatabase open() throws IOException {
        Path store = settings.store();
        try {
            if (!Files.exists(store) || Directories.isEmpty(store)) {
                marker.checkNew();
                create(store);
            }
            stoppedCleanly = stoppedCleanly(store); // opened for writing, it gets other files
            inspect().close();
            if (!Files.exists(Witness.in(store))) {
                log.info("{} has no witness file, so a lost end would not be noticed", store);
            }
            marker.write();
            OpenDatabase open = OpenDatabase.open(store, settings, Mode.WRITE);
            try {
                open.complete();
                return open;
            } catch (RocksDBException e) {
                open.close();
                throw e;
            }
        } catch (RocksDBException e) {
            throw diagnosis.of("open", e);
        }
    }

    private static boolean stoppedCleanly(Path store) throws IOException {
        if (!Witness.wellFormed(store)) {
            return false;
        }
        Witness witness = Witness.read(store);
        return witness != null && witness.stoppedCleanly(store);
    }

    /** Whether what was opened was closed in order, with the same files. */
    boolean stoppedCleanly() {
        return stoppedCleanly;
    }

    /** Opens a store that is there for reading only, which changes nothing, once all is well. */
    OpenDatabase inspect() throws IOException, RocksDBException {
        Path store = settings.store();
        if (!Witness.wellFormed(store)) {
            throw diagnosis.witness();
        }
        Witness witness = Witness.read(store); // before the database, which then is at least as far
        if (witness != null && !witness.mark().reachedBy(store)) {
            throw diagnosis.fileList(witness.mark());
        }
        OpenDatabase inspected = OpenDatabase.open(store, settings, Mode.INSPECT);
        try {
            check(inspected, witness);
            return inspected;
        } catch (RocksDBException | RuntimeException e) {
            inspected.close();
            throw e;
        }
    }

    /** Under another name first, so that whatever is there under the right name is complete. */
    private void create(Path store) throws IOException, RocksDBException {
        Path fresh = settings.directory().resolve("store.new");
        if (Files.exists(fresh)) {
            Directories.delete(fresh); // what an interrupted start has left
        }
        Files.createDirectories(fresh);
        try (OpenDatabase open = OpenDatabase.open(fresh, settings, Mode.CREATE)) {
            Catalogue.Format format = new Catalogue.Format(Catalogue.FORMAT, version());
            open.put(OpenDatabase.MANIFEST, Catalogue.FORMAT_KEY, Catalogue.json(format));
            open.flush();
            Witness.create(
                    fresh,
                    Witness.NO_BOOT,
                    Catalogue.read(open, diagnosis).progress(open),
                    FileListWatch.mark(fresh, open));
        }
        Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(settings.directory());
        log.info("Made a new store in {}", store);
    }

    private static String version() {
        String version = Opening.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Throws if something is not as it was written; for a database that was just opened. */
    Catalogue check(OpenDatabase open, @Nullable Witness witness) throws RocksDBException {
        for (String family : OpenDatabase.OWN_FAMILIES) {
            if (!open.families().contains(family)) {
                throw diagnosis.lost("there is no column family '%s'".formatted(family));
            }
        }
        Catalogue.checkFormat(open, diagnosis);
        Catalogue catalogue = Catalogue.read(open, diagnosis);
        for (String state : catalogue.schemas().keySet()) {
            if (!open.states().contains(state)) {
                throw diagnosis.lost("there is no column family for the state '%s'".formatted(state));
            }
        }
        Progress progress = catalogue.progress(open);
        String missing = witness == null ? null : witness.missingFrom(progress, catalogue.lanes(), boot);
        if (missing != null) {
            throw diagnosis.lost(missing);
        }
        return catalogue;
    }

    /** A witness for a database that was just opened for writing, and so has put everything into synced files. */
    Witness witness(OpenDatabase open, Progress progress) throws IOException, RocksDBException {
        return Witness.create(settings.store(), boot, progress, FileListWatch.mark(settings.store(), open));
    }
}
