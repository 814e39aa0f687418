package dev.bettong.store;

import dev.bettong.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells what an error means, and what a person can do about it. Thread-safe. */
final class StoreErrors {

    private static final Pattern FILE =
            Pattern.compile("\\d{6,}\\.(?:sst|log|blob)|MANIFEST-\\d{6,}|OPTIONS-\\d{6,}|CURRENT|IDENTITY");

    private static final Pattern LOG_NUMBER = Pattern.compile("log number: (\\d{1,18})");

    private static final String NO_SPACE = "No space left on device";
    private static final String NOT_PERMITTED = "Permission denied";
    private static final String PERMISSION =
            "Give the user %2$s, which this process runs as, permission to read and write '%1$s' and all that is in it.";
    private static final String DIRECTORY = "Set bettong.data-directory to a directory: '%1$s' is none, or is in none.";

    /** What to do, by what the system says of an error; of the directory and the user. */
    private static final Map<String, String> DISK_ERRORS = Map.of(
            NO_SPACE,
            "Make room on the disk of '%1$s'.",
            "Disk quota exceeded",
            "Raise the quota of the user %2$s on the disk of '%1$s', or make room there.",
            NOT_PERMITTED,
            PERMISSION,
            "AccessDeniedException",
            PERMISSION,
            "Operation not permitted",
            PERMISSION,
            "Read-only file system",
            "Mount the disk of '%1$s' so that it can be written. If the system has made it read-only, check it first (dmesg).",
            "Too many open files",
            "Raise the limit of open files for this process (ulimit -n, LimitNOFILE).",
            "Input/output error",
            "Check the disk of '%1$s': the system could not read or write it (dmesg).",
            "Not a directory",
            DIRECTORY,
            "FileAlreadyExistsException",
            DIRECTORY);

    private final StoreSettings settings;

    StoreErrors(StoreSettings settings) {
        this.settings = settings;
    }

    StoreException of(String doing, RocksDBException cause) {
        String text = String.valueOf(cause.getMessage());
        Kind kind = kind(cause.getStatus(), text);
        if (kind == Kind.LOCKED && text.contains("lock hold by current process")) {
            return leftOpen(cause);
        }
        if (kind == Kind.LOCKED) {
            return locked(0, cause);
        }
        String file = file(text);
        String place = file == null ? settings.store().toString() : file;
        String message = "Cannot %s the store: %s (%s)".formatted(doing, text, place);
        return new StoreException(kind, message, action(kind, messageOf(cause)), place, cause);
    }

    private static Kind kind(@Nullable Status status, String message) {
        if (status == null) {
            return Kind.DISK;
        }
        return switch (status.getCode()) {
            case IOError -> ioError(status, message);
            case Incomplete, Busy, TryAgain, TimedOut, MergeInProgress -> Kind.BUSY;
            case Aborted, ShutdownInProgress -> Kind.DISK;
            default -> Kind.CORRUPT;
        };
    }

    private static Kind ioError(Status status, String message) {
        if (status.getSubCode() == Status.SubCode.NoSpace) {
            return Kind.DISK;
        }
        if (message.contains("/LOCK") && !message.contains(NOT_PERMITTED)) {
            return Kind.LOCKED;
        }
        return message.contains("No such file") || message.contains("truncated") ? Kind.CORRUPT : Kind.DISK;
    }

    private @Nullable String file(String message) {
        Matcher log = LOG_NUMBER.matcher(message);
        if (log.find()) {
            return settings.store()
                    .resolve("%06d.log".formatted(Long.valueOf(log.group(1))))
                    .toString();
        }
        Matcher file = FILE.matcher(message);
        return file.find() ? settings.store().resolve(file.group()).toString() : null;
    }

    private static String messageOf(RocksDBException cause) {
        Status status = cause.getStatus();
        boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
        return full ? NO_SPACE : String.valueOf(cause.getMessage());
    }

    private String action(Kind kind, String message) {
        return switch (kind) {
            case CORRUPT -> restore();
            case DISK -> diskAction(message);
            default -> "Try again.";
        };
    }

    private String diskAction(String message) {
        String action = DISK_ERRORS.entrySet().stream()
                .filter(error -> message.contains(error.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("Check what the system reports about the disk of '%s' (dmesg).");
        String foreign = action.equals(PERMISSION) ? Ownership.foreignFile(settings.directory()) : "";
        return action.formatted(settings.directory(), Ownership.user()) + foreign;
    }

    private String restore() {
        return ("Restore a backup: move '%s' away, copy the newest directory of '%s' to that place,"
                        + " and start again. What came in after the backup is lost then.")
                .formatted(settings.store(), settings.backups());
    }

    /**
     * Another process has the lock.
     *
     * @param pid its id as it sees itself, 0 if that is not known
     */
    StoreException locked(long pid, @Nullable Exception cause) {
        return new StoreException(
                Kind.LOCKED,
                "The data directory '%s' is in use by another process%s"
                        .formatted(settings.directory(), pid == 0 ? "" : ", pid " + pid),
                "Stop the other process, or give this one a bettong.data-directory of its own.",
                settings.directory().toString(),
                cause);
    }

    /** A store of this process has the lock. */
    StoreException lockedHere(DirectoryLock.Holder holder) {
        return new StoreException(
                Kind.LOCKED,
                "The data directory '%s' is in use by this process: thread '%s' opened it at %s, and it is not closed"
                        .formatted(settings.directory(), holder.thread(), holder.since()),
                "Stop the runtime that uses it first. If its stop could not close the store, the log says why; the end of"
                        + " the process releases the directory.",
                settings.directory().toString(),
                null);
    }

    /** A store of this process was never closed, since its directory was replaced. */
    private StoreException leftOpen(RocksDBException cause) {
        return new StoreException(
                Kind.LOCKED,
                "The data directory '%s' was replaced while this process had it open".formatted(settings.directory()),
                "Start the application in a new process.",
                settings.directory().toString(),
                cause);
    }

    StoreException newer(int format, String writtenBy, int known) {
        return new StoreException(
                Kind.NEWER_FORMAT,
                "The store in '%s' has format %d, written by version %s; this version knows format %d at most"
                        .formatted(settings.store(), format, writtenBy, known),
                "Run version %s or later, or restore a backup that was made before it ran.".formatted(writtenBy),
                settings.store().toString(),
                null);
    }

    /** The data directory is not the one that was opened. */
    StoreException gone(String problem, @Nullable Exception cause) {
        return new StoreException(
                Kind.GONE,
                "The data directory '%s' was deleted, replaced or unmounted while it is in use: %s. Mount it or move it back,"
                                .formatted(settings.directory(), problem)
                        + " and the service continues by itself; if it is lost, stop the service and restore a backup",
                "What was accepted since the backup is lost then.",
                settings.directory().toString(),
                cause);
    }

    /** There is no store, and it must not be made. */
    StoreException missing(String why, String action) {
        return new StoreException(
                Kind.MISSING,
                "There is no store in '%s', %s".formatted(settings.directory(), why),
                ("If its volume is not mounted, or the directory was moved, bring it back. To restore a backup, copy the"
                                + " newest directory of '%s' to '%s'. %s")
                        .formatted(settings.backups(), settings.store(), action),
                settings.directory().toString(),
                null);
    }

    StoreException corrupt(String what) {
        return new StoreException(
                Kind.CORRUPT,
                "%s (%s)".formatted(what, settings.store()),
                restore(),
                settings.store().toString(),
                null);
    }

    /** Something that is there, and whose checksum is right, but that makes no sense. */
    StoreException unreadable(String what, Exception cause) {
        return new StoreException(
                Kind.CORRUPT,
                "Cannot read %s in '%s': %s".formatted(what, settings.store(), cause.getMessage()),
                restore(),
                settings.store().toString(),
                cause);
    }

    StoreException truncationGuard() {
        Path file = TruncationGuard.in(settings.store());
        return new StoreException(
                Kind.CORRUPT,
                "The file '%s' is damaged".formatted(file),
                "It only helps to notice other damage: delete it, and what is left is checked by checksums alone.",
                file.toString(),
                null);
    }

    StoreException lost(String what) {
        String action = "%s To go on without what is missing, delete '%s'."
                .formatted(restore(), TruncationGuard.in(settings.store()));
        return new StoreException(
                Kind.CORRUPT,
                "A part of what was written to '%s' is missing: %s".formatted(settings.store(), what),
                action,
                settings.store().toString(),
                null);
    }

    StoreException fileList(ManifestChecksum mark) {
        Path file = ManifestChecksum.file(settings.store(), mark.number());
        return new StoreException(
                Kind.CORRUPT,
                "The file '%s' is damaged: its first %d bytes are not as they were written"
                        .formatted(file, mark.length()),
                restore(),
                file.toString(),
                null);
    }

    StoreException disk(String doing, IOException cause) {
        String file = cause instanceof FileSystemException e && e.getFile() != null
                ? e.getFile()
                : settings.directory().toString();
        return new StoreException(
                Kind.DISK,
                "Cannot %s '%s': %s".formatted(doing, file, cause),
                action(Kind.DISK, cause.toString()),
                file,
                cause);
    }

    StoreException notReopened() {
        return new StoreException(
                Kind.DISK,
                "The store in '%s' is closed since an error of the disk".formatted(settings.store()),
                action(Kind.DISK, ""),
                settings.store().toString(),
                null);
    }
}
