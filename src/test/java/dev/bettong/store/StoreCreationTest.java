package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.StoreException.Kind;
import dev.bettong.store.StoreSettings.Creation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a new store is made, and where that would hide that an earlier one is gone. */
class StoreCreationTest {

    private static final Path MARKER = Path.of("store.made");

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void name() {
        data = directory.resolve("data");
    }

    private StoreSettings settings(Creation creation) {
        return new StoreSettings(data, 1 << 20, creation);
    }

    private void assertMissing(Creation creation, String sign, String action) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(settings(creation)))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(Kind.MISSING);
                    assertThat(e).hasMessageContaining(data.toString()).hasMessageContaining(sign);
                    assertThat(e.action())
                            .contains("not mounted")
                            .contains("backup")
                            .contains(action);
                });
        assertThat(data.resolve("store")).doesNotExist();
    }

    @Test
    void isMadeInANewVolume() throws Exception {
        Files.createDirectories(data.resolve("lost+found"));
        Files.createDirectories(data.resolve("backups"));
        try (Store store = Store.open(settings(Creation.IF_NEW))) {
            assertThat(store.manifest().checkpoint()).isZero();
        }
        assertThat(data.resolve(MARKER)).exists();
    }

    @Test
    void isNotMadeBesideBackups() throws Exception {
        try (Store store = Store.open(settings(Creation.IF_NEW))) {
            store.backups().create(1);
        }
        Directories.delete(data.resolve("store"));
        Files.delete(data.resolve(MARKER));

        assertMissing(Creation.IF_NEW, "has backups of one", "bettong.create-store=always");
    }

    @Test
    void isNotMadeWhereOneWasMade() throws Exception {
        Store.open(settings(Creation.IF_NEW)).close();
        Directories.delete(data.resolve("store"));

        assertMissing(Creation.IF_NEW, "store.made", "bettong.create-store=always");
        try (Store store = Store.open(settings(Creation.ALWAYS))) {
            assertThat(store.manifest().checkpoint()).isZero();
        }
    }

    @Test
    void isNotMadeWhereNoneMayBeMade() {
        assertMissing(Creation.NEVER, "bettong.create-store", "bettong.create-store=if-new");

        Store.open(settings(Creation.IF_NEW)).close();
        Store.open(settings(Creation.NEVER)).close();
    }

    @Test
    void marksADirectoryOfAnEarlierVersion() throws Exception {
        Store.open(settings(Creation.IF_NEW)).close();
        Files.delete(data.resolve(MARKER));

        Store.open(settings(Creation.IF_NEW)).close();
        assertThat(data.resolve(MARKER)).exists();
    }
}
