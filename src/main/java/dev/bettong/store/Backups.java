package dev.bettong.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;

/**
 * Copies of the store in {@code <data-directory>/backups/<UTC time>}, made of hard links while it is in use. To restore
 * one: stop, move {@code <data-directory>/store} away, copy the backup there, start. Used by the store's thread only.
 */
public final class Backups {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String UNFINISHED = ".unfinished";

    private final Path directory;
    private final Database database;
    private final Ledger ledger;
    private final Diagnosis diagnosis;
    private final Clock clock;

    Backups(Path directory, Database database, Ledger ledger, Diagnosis diagnosis, Clock clock) {
        this.directory = directory;
        this.database = database;
        this.ledger = ledger;
        this.diagnosis = diagnosis;
        this.clock = clock;
    }

    /**
     * A copy of the store.
     *
     * @param directory where it is
     * @param time when it was made
     */
    public record Backup(Path directory, Instant time) {}

    /**
     * Makes a backup, and deletes the oldest ones.
     *
     * @param keep how many to keep, this one included, at least 1
     */
    public Backup create(int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("Expected to keep at least 1 backup, not %d".formatted(keep));
        }
        Instant time = clock.instant();
        Path target = directory.resolve(NAME.format(time));
        Path unfinished = directory.resolve(NAME.format(time) + UNFINISHED);
        try {
            Files.createDirectories(directory);
            deleteUnfinished();
            database.run("back up", open -> copy(open, unfinished));
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(directory);
            deleteOldest(keep);
        } catch (IOException e) {
            throw diagnosis.disk("back up to", e);
        }
        return new Backup(target, time);
    }

    private void copy(OpenDatabase open, Path target) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(open.db())) {
            Progress progress = ledger.catalogue().progress(open);
            checkpoint.createCheckpoint(target.toString());
            Witness.create(target, Witness.NO_BOOT, progress, FileListMark.of(target));
        } catch (IOException e) {
            throw diagnosis.disk("back up to", e);
        }
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (path.toString().endsWith(UNFINISHED)) {
                    Directories.delete(path);
                }
            }
        }
    }

    private void deleteOldest(int keep) throws IOException {
        for (Backup old : list().stream().skip(keep).toList()) {
            Directories.delete(old.directory());
        }
    }

    /** All backups, the newest first. */
    public List<Backup> list() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.flatMap(path -> backup(path).stream())
                    .sorted(Comparator.comparing(Backup::time).reversed())
                    .toList();
        } catch (IOException e) {
            throw diagnosis.disk("list the backups in", e);
        }
    }

    static boolean isBackup(Path path) {
        return backup(path).isPresent();
    }

    private static Optional<Backup> backup(Path path) {
        try {
            return Optional.of(new Backup(path, NAME.parse(path.getFileName().toString(), Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty(); // something else that someone put there
        }
    }
}
