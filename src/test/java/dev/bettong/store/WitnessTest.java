package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {

    private static final int BOOT_ID = 8;

    @TempDir
    private Path directory;

    private StoreSettings live;
    private Store store;
    private JournalWriter writer;

    @BeforeEach
    void open() {
        live = new StoreSettings(directory.resolve("live"), 1 << 20);
        store = Store.open(live);
        writer = store.journal(Scenario.FIRST);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void append(int entries) {
        for (int i = 0; i < entries; i++) {
            writer.frame(new byte[1000]);
            writer.append(i);
        }
    }

    @Test
    void missesTheEndOfTheJournalAfterAKill() throws Exception {
        append(10);
        StoreSettings killed = Copies.killed(store, live, directory.resolve("killed"));
        cutLog(killed, 1500);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(killed))
                .withMessageContaining("'words' on worker 0")
                .withMessageContaining("position 10")
                .withMessageContaining("there is 8")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        Files.delete(Witness.in(killed.store()));
        assertThat(entries(killed)).as("when told to go on").hasSize(8);
    }

    @Test
    void missesAfterAPowerCutOnlyWhatWasSynced() throws Exception {
        append(6);
        store.sync();
        append(4);
        StoreSettings cut = Copies.killed(store, live, directory.resolve("cut"));
        changeBoot(cut);
        cutLog(cut, 3500);
        assertThat(entries(Copies.of(cut, directory.resolve("unsynced")))).hasSize(6);

        cutLog(cut, 1000);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(cut))
                .withMessageContaining("position 6");
    }

    @Test
    void missesAWriteThatIsNoInput() throws Exception {
        new Scenario(store, 5).append(10).checkpoint().removeOldestLetter();
        StoreSettings killed = Copies.killed(store, live, directory.resolve("killed"));
        cutLog(killed, 3);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(killed))
                .withMessageContaining("the last write had the number");
    }

    @Test
    void changesNothingWhenItComplains() throws Exception {
        append(10);
        StoreSettings killed = Copies.killed(store, live, directory.resolve("killed"));
        cutLog(killed, 10);
        List<String> before = files(killed);

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> Store.open(killed))
                    .satisfies(e -> assertThat(e.action()).contains("Restore a backup", "witness"));
        }
        assertThat(files(killed)).isEqualTo(before);
    }

    private static List<String> files(StoreSettings settings) throws IOException {
        try (Stream<Path> files = Files.walk(settings.directory())) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> file + " " + file.toFile().length())
                    .toList();
        }
    }

    @Test
    void isSatisfiedAgainAndAgain() {
        append(10);
        StoreSettings killed = Copies.killed(store, live, directory.resolve("killed"));
        for (int i = 0; i < 3; i++) {
            assertThat(entries(killed)).hasSize(10);
        }
    }

    private static List<String> entries(StoreSettings settings) {
        try (Store opened = Store.open(settings)) {
            return Contents.journal(opened, Scenario.FIRST, 0);
        }
    }

    private static void cutLog(StoreSettings settings, int bytes) throws IOException {
        try (Stream<Path> files = Files.list(settings.store())) {
            Path last = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            byte[] all = Files.readAllBytes(last);
            Files.write(last, Arrays.copyOf(all, all.length - bytes));
        }
    }

    private static void changeBoot(StoreSettings settings) throws IOException {
        Path file = Witness.in(settings.store());
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putLong(BOOT_ID, 77);
        Files.write(file, bytes);
    }
}
