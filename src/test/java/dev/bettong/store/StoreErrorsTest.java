package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class StoreErrorsTest {

    private static final String USER = "'" + System.getProperty("user.name") + "' (uid ";

    private final StoreErrors diagnosis = new StoreErrors(StoreSettings.in(Path.of("/data")));

    static Stream<Arguments> errors() {
        return Stream.of(
                arguments(new IOException("No space left on device"), "Make room on the disk of '/data'."),
                arguments(new AccessDeniedException("/data/store/LOCK"), "Give the user " + USER),
                arguments(new FileSystemException("/data/x", null, "Operation not permitted"), "Give the user"),
                arguments(
                        new FileSystemException("/data/x", null, "Read-only file system"), "Mount the disk of '/data'"),
                arguments(new IOException("Too many open files"), "Raise the limit of open files"),
                arguments(new IOException("Input/output error"), "Check the disk of '/data'"),
                arguments(new FileAlreadyExistsException("/data"), "Set bettong.data-directory to a directory"),
                arguments(new FileSystemException("/data/x", null, "Not a directory"), "Set bettong.data-directory"),
                arguments(new IOException("Disk quota exceeded"), "Raise the quota of the user " + USER),
                arguments(new IOException("Stale file handle"), "Check what the system reports about the disk"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void saysWhatToDoAboutAnErrorOfAFile(IOException error, String action) {
        StoreException failure = diagnosis.disk("open", error);
        assertThat(failure.kind()).isEqualTo(Kind.DISK);
        assertThat(failure.action()).startsWith(action);
        assertThat(failure.action().contains("room")).isEqualTo(error.toString().matches(".*(No space|Disk quota).*"));
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                arguments(Status.SubCode.NoSpace, "While appending to 000012.log", "Make room on the disk of '/data'."),
                arguments(Status.SubCode.None, "While open 000012.sst: Permission denied", "Give the user " + USER),
                arguments(
                        Status.SubCode.None,
                        "While open a file for lock: /data/store/LOCK: Permission denied",
                        "Give the user " + USER),
                arguments(Status.SubCode.None, "While mkdir: Read-only file system", "Mount the disk of '/data'"),
                arguments(Status.SubCode.None, "While open 000012.sst: Too many open files", "Raise the limit of open"),
                arguments(Status.SubCode.None, "While fsync: Input/output error", "Check the disk of '/data'"));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void saysWhatToDoAboutAnErrorOfTheDatabase(Status.SubCode code, String said, String action) {
        RocksDBException error = new RocksDBException("IO error: " + said, new Status(Status.Code.IOError, code, said));
        StoreException failure = diagnosis.of("open", error);
        assertThat(failure.kind()).isEqualTo(Kind.DISK);
        assertThat(failure.action()).startsWith(action);
    }
}
