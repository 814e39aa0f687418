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
final class StoreOpener {

    private static final Logger log = LoggerFactory.getLogger(StoreOpener.class);

    private final StoreSettings settings;
    private final StoreErrors diagnosis;
    private final StoreMarker marker;
    private final UUID boot = TruncationGuard.currentBoot();
    private boolean stoppedCleanly;

    StoreOpener(StoreSettings settings, StoreErrors diagnosis) {
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
            if (!Files.exists(TruncationGuard.in(store))) {
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
        if (!TruncationGuard.wellFormed(store)) {
            return false;
        }
        TruncationGuard truncationGuard = TruncationGuard.read(store);
        return truncationGuard != null && truncationGuard.stoppedCleanly(store);
    }

    /** Whether what was opened was closed in order, with the same files. */
    boolean stoppedCleanly() {
        return stoppedCleanly;
    }

    /** Opens a store that is there for reading only, which changes nothing, once all is well. */
    OpenDatabase inspect() throws IOException, RocksDBException {
        Path store = settings.store();
        if (!TruncationGuard.wellFormed(store)) {
            throw diagnosis.truncationGuard();
        }
        TruncationGuard truncationGuard =
                TruncationGuard.read(store); // before the database, which then is at least as far
        if (truncationGuard != null && !truncationGuard.mark().reachedBy(store)) {
            throw diagnosis.fileList(truncationGuard.mark());
        }
        OpenDatabase inspected = OpenDatabase.open(store, settings, Mode.INSPECT);
        try {
            check(inspected, truncationGuard);
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
            ManifestDocument.Format format = new ManifestDocument.Format(ManifestDocument.FORMAT, version());
            open.put(OpenDatabase.MANIFEST, ManifestDocument.FORMAT_KEY, ManifestDocument.json(format));
            open.flush();
            TruncationGuard.create(
                    fresh,
                    TruncationGuard.NO_BOOT,
                    ManifestDocument.read(open, diagnosis).progress(open),
                    ManifestChecksumTracker.mark(fresh, open));
        }
        Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(settings.directory());
        log.info("Made a new store in {}", store);
    }

    private static String version() {
        String version = StoreOpener.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Throws if something is not as it was written; for a database that was just opened. */
    ManifestDocument check(OpenDatabase open, @Nullable TruncationGuard truncationGuard) throws RocksDBException {
        for (String family : OpenDatabase.OWN_FAMILIES) {
            if (!open.families().contains(family)) {
                throw diagnosis.lost("there is no column family '%s'".formatted(family));
            }
        }
        ManifestDocument.checkFormat(open, diagnosis);
        ManifestDocument manifestDocument = ManifestDocument.read(open, diagnosis);
        for (String state : manifestDocument.schemas().keySet()) {
            if (!open.states().contains(state)) {
                throw diagnosis.lost("there is no column family for the state '%s'".formatted(state));
            }
        }
        Progress progress = manifestDocument.progress(open);
        String missing = truncationGuard == null
                ? null
                : truncationGuard.missingFrom(progress, manifestDocument.partitionTable(), boot);
        if (missing != null) {
            throw diagnosis.lost(missing);
        }
        return manifestDocument;
    }

    /** A guard for a database that was just opened for writing, and so has put everything into synced files. */
    TruncationGuard truncationGuard(OpenDatabase open, Progress progress) throws IOException, RocksDBException {
        return TruncationGuard.create(
                settings.store(), boot, progress, ManifestChecksumTracker.mark(settings.store(), open));
    }
}
