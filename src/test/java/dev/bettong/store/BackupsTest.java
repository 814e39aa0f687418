package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.Backups.Backup;
import dev.bettong.store.StoreException.Kind;
import dev.bettong.testing.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupsTest {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-05-05T12:00:00Z"));
    private StoreSettings settings;
    private Store store;
    private Scenario scenario;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("data"), 256 * 1024);
        store = Store.open(settings, clock);
        scenario = new Scenario(store, 4);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void bringsBackWhatWasThereWhenItWasMade() throws Exception {
        scenario.append(100).checkpoint().append(100);
        scenario.commit(scenario.saved());
        scenario.append(20);
        Contents then = scenario.expected();
        Backup backup = store.backups().create(3);
        scenario.append(500);
        store.close();
        restore(backup);

        assertThat(Contents.recovered(settings, Scenario.SCHEMAS)).isEqualTo(then);
        assertThat(backup.directory()).as("can be restored again").isDirectory();
    }

    private void restore(Backup backup) throws Exception {
        Files.move(settings.store(), settings.directory().resolve("broken"));
        Copies.tree(backup.directory(), settings.store());
    }

    @Test
    void keepsTheNewest() throws Exception {
        Files.createDirectories(settings.backups().resolve("20200101T000000000Z.unfinished/x"));
        Files.createDirectories(settings.backups().resolve("mine"));
        List<Backup> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            scenario.append(10);
            made.add(store.backups().create(2));
        }

        assertThat(store.backups().list())
                .extracting(Backup::directory)
                .containsExactly(made.get(3).directory(), made.get(2).directory());
        assertThat(made.get(0).directory()).doesNotExist();
        try (var left = Files.list(settings.backups())) {
            assertThat(left).hasSize(3).contains(settings.backups().resolve("mine"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1H", "-P1D", "-P7D", "P1D", "P1500D", "PT0S"})
    void keepsTheLatestHoweverTheSystemClockIsSet(String jump) throws Exception {
        Backup first = store.backups().create(2);
        clock.jump(Duration.parse(jump));
        Backup second = store.backups().create(2);
        clock.jump(Duration.parse(jump).negated());
        Backup third = store.backups().create(2);

        assertThat(first.directory()).doesNotExist();
        assertThat(store.backups().list()).containsExactly(third, second);
        assertThat(lastByName()).isEqualTo(third.directory());
    }

    @Test
    void takesABackupOfAnEarlierVersionForOlder() throws Exception {
        Path old = settings.backups().resolve("20991231T235959999Z");
        Files.createDirectories(old);
        Backup made = store.backups().create(2);
        assertThat(store.backups().list()).extracting(Backup::directory).containsExactly(made.directory(), old);
        assertThat(lastByName()).isEqualTo(made.directory());

        store.backups().create(2);
        assertThat(old).doesNotExist();
        assertThat(made.directory()).isDirectory();
    }

    /** What the command in the documents restores. */
    private Path lastByName() throws Exception {
        try (var all = Files.list(settings.backups())) {
            return all.filter(path -> path.toString().endsWith("Z"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
        }
    }

    @Test
    void noticesABackupWhoseEndIsMissing() throws Exception {
        scenario.append(100).checkpoint().append(100);
        Backup backup = store.backups().create(1);
        store.close();
        restore(backup);
        try (var files = Files.list(settings.store())) {
            Path manifest = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(manifest);
            Files.write(manifest, Arrays.copyOf(bytes, bytes.length - 5));
        }

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Contents.recovered(settings, Scenario.SCHEMAS))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }
}
