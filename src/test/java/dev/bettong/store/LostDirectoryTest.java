package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory goes away under an open store. */
class LostDirectoryTest {

    @TempDir
    private Path directory;

    private StoreSettings settings;
    private Path away;
    private Store store;
    private Scenario scenario;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("data"), 64 << 20);
        away = directory.resolve("away");
        store = Store.open(settings);
        scenario = new Scenario(store, 9).append(100).checkpoint().append(100);
    }

    @AfterEach
    void close() {
        try {
            store.close();
        } catch (StoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.GONE);
        }
    }

    private void assertGone(ThrowingCallable call, String fault) {
        assertThatExceptionOfType(StoreException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(Kind.GONE);
            assertThat(e)
                    .hasMessageContaining(settings.directory().toString())
                    .hasMessageContaining(fault)
                    .hasMessageContaining("restore a backup");
        });
    }

    @Test
    void syncsNothingAndCommitsNothingInADirectoryThatWasDeleted() throws Exception {
        CheckpointWriter writer = scenario.saved();
        Files.move(settings.directory(), away); // RocksDB cannot put a file there meanwhile
        Directories.delete(away);

        assertGone(store::checkPlace, "is missing");
        assertGone(store::sync, "is missing");
        assertGone(() -> scenario.commit(writer), "is missing");
        assertGone(store::probe, "is missing");
        assertGone(store::reopen, "is missing");
        assertGone(store::close, "is missing");
        assertThat(settings.directory()).doesNotExist();
    }

    @Test
    void continuesInADirectoryThatIsBack() throws Exception {
        Files.move(settings.directory(), away);
        assertGone(store::sync, "is missing");
        assertGone(store::reopen, "is missing");
        Files.move(away, settings.directory());

        store.probe();
        store.reopen();
        scenario.append(50).checkpoint().append(10);
        store.close();
        assertThat(Contents.recovered(settings, Scenario.SCHEMAS)).isEqualTo(scenario.expected());
    }

    /** An operator who does not stop the service first. */
    @Test
    void leavesABackupAloneThatWasPutInItsPlace() throws Exception {
        Contents then = scenario.expected();
        Path backup = store.backups().create(3).directory();
        scenario.append(100).checkpoint();
        store.database().run("compact", open -> {
            open.flush();
            for (String family : open.families()) {
                open.db().compactRange(open.family(family)); // the files of the backup are of no use any more
            }
        });
        scenario.append(100); // to be flushed
        Files.move(settings.store(), away);
        Copies.tree(backup, settings.store());
        Map<String, String> restored = files(settings.store());

        assertGone(store::sync, "is another file");
        assertGone(store::close, "is another file");
        assertThat(files(settings.store())).isEqualTo(restored);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(settings))
                .satisfies(e -> assertThat(e.action()).contains("new process"));
        StoreSettings elsewhere = Copies.of(settings, directory.resolve("elsewhere"));
        assertThat(Contents.recovered(elsewhere, Scenario.SCHEMAS)).isEqualTo(then);
    }

    /** Names and contents. */
    private static Map<String, String> files(Path of) throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(of)) {
            for (Path file : all.toList()) {
                CRC32C checksum = new CRC32C();
                checksum.update(Files.readAllBytes(file));
                files.put(
                        file.getFileName().toString(), "%d bytes, %x".formatted(Files.size(file), checksum.getValue()));
            }
        }
        return files;
    }
}
