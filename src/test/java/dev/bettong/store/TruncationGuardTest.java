package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruncationGuardTest {

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
            writer.append(0, i);
        }
    }

    @Test
    void knowsACleanStop() throws Exception {
        assertThat(store.stoppedCleanly()).as("a new store").isFalse();
        append(10);
        store.close();
        StoreSettings longer = Copies.of(live, directory.resolve("longer"));
        Files.write(tableIn(longer), new byte[1], StandardOpenOption.APPEND);
        StoreSettings more = Copies.of(live, directory.resolve("more"));
        Files.write(more.store().resolve("999999.sst"), new byte[1]);
        StoreSettings without = Copies.of(live, directory.resolve("without"));
        Files.delete(TruncationGuard.in(without.store()));

        assertThat(stoppedCleanly(Copies.of(live, directory.resolve("same")))).isTrue();
        assertThat(FileSizes.of(longer.store())).isNotEqualTo(FileSizes.of(live.store()));
        assertThat(stoppedCleanly(more)).isFalse();
        assertThat(stoppedCleanly(without)).isFalse();
    }

    @Test
    void knowsOfACleanStopOnlyUntilTheNextStart() throws Exception {
        append(10);
        assertThat(stoppedCleanly(Copies.killed(store, live, directory.resolve("first"))))
                .isFalse();
        store.close();
        store = Store.open(live);

        assertThat(stoppedCleanly(Copies.killed(store, live, directory.resolve("second"))))
                .isFalse();
        store.backups().create(1);
        Path backup = store.backups().list().getFirst().directory();
        Copies.tree(backup, directory.resolve("restored").resolve("store"));
        assertThat(stoppedCleanly(new StoreSettings(directory.resolve("restored"), 1 << 20)))
                .isFalse();
    }

    private static boolean stoppedCleanly(StoreSettings settings) {
        try (Store opened = Store.open(settings)) {
            return opened.stoppedCleanly();
        }
    }

    private static Path tableIn(StoreSettings settings) throws IOException {
        try (Stream<Path> files = Files.list(settings.store())) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void missesTheEndOfTheJournalAfterAKill() throws Exception {
        append(10);
        StoreSettings killed = Copies.killed(store, live, directory.resolve("killed"));
        cutLog(killed, 1500);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(killed))
                .withMessageContaining("'words' (worker-0)")
                .withMessageContaining("position 10")
                .withMessageContaining("there is 8")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        Files.delete(TruncationGuard.in(killed.store()));
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
        Path file = TruncationGuard.in(settings.store());
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putLong(BOOT_ID, 77);
        Files.write(file, bytes);
    }
}
