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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;

/**
 * Copies of the store in {@code <data-directory>/backups/backup-<number>-<UTC time>}, made of hard links while it is in
 * use. The number says which is newer: each is one above the highest before, whereas the time comes from the system clock,
 * which may be set back. To restore one: stop, move {@code <data-directory>/store} away, copy the backup there, start.
 * Used by the store's thread only.
 */
public final class Backups {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String UNFINISHED = ".unfinished";

    /** Sorts behind the names that an earlier version gave, which are a time only. */
    private static final Pattern NAME = Pattern.compile("(?:backup-(\\d{10})-)?(\\d{8}T\\d{9}Z)");

    private static final Comparator<Backup> NEWEST_FIRST =
            Comparator.comparingLong(Backup::number).thenComparing(Backup::time).reversed();

    private final Path directory;
    private final Database database;
    private final ManifestStore manifestStore;
    private final StoreErrors diagnosis;
    private final Clock clock;

    Backups(Path directory, Database database, ManifestStore manifestStore, StoreErrors diagnosis, Clock clock) {
        this.directory = directory;
        this.database = database;
        this.manifestStore = manifestStore;
        this.diagnosis = diagnosis;
        this.clock = clock;
    }

    /**
     * A copy of the store.
     *
     * @param directory where it is
     * @param number a later one has a greater number; 0 if an earlier version made it
     * @param time when it was made, by the system clock
     */
    public record Backup(Path directory, long number, Instant time) {}

    /**
     * Makes a backup, and deletes those with the lowest numbers.
     *
     * @param keep how many to keep, this one included, at least 1
     */
    public Backup create(int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("Expected to keep at least 1 backup, not %d".formatted(keep));
        }
        Instant time = clock.instant();
        try {
            Files.createDirectories(directory);
            long number = 1 + list().stream().mapToLong(Backup::number).max().orElse(0);
            String name = "backup-%010d-%s".formatted(number, TIME.format(time));
            Path target = directory.resolve(name);
            Path unfinished = directory.resolve(name + UNFINISHED);
            deleteUnfinished();
            database.run("back up", open -> copy(open, unfinished));
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(directory);
            deleteOldest(keep);
            return new Backup(target, number, time);
        } catch (IOException e) {
            throw diagnosis.disk("back up to", e);
        }
    }

    private void copy(OpenDatabase open, Path target) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(open.db())) {
            Progress progress = manifestStore.manifestDocument().progress(open);
            checkpoint.createCheckpoint(target.toString());
            TruncationGuard.create(target, TruncationGuard.NO_BOOT, progress, ManifestChecksum.of(target));
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
                    .sorted(NEWEST_FIRST)
                    .toList();
        } catch (IOException e) {
            throw diagnosis.disk("list the backups in", e);
        }
    }

    static boolean isBackup(Path path) {
        return backup(path).isPresent();
    }

    private static Optional<Backup> backup(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty(); // something else that someone put there
        }
        long number = name.group(1) == null ? 0 : Long.parseLong(name.group(1));
        try {
            return Optional.of(new Backup(path, number, TIME.parse(name.group(2), Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
