package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bettong.store.StoreException.Kind;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    private Path directory;

    private StoreSettings settings;
    private Store store;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("data"), 1 << 20);
        store = Store.open(settings);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void hasNothingWhenItIsNew() {
        assertThat(store.manifest()).isEqualTo(new Manifest(0, Instant.EPOCH, Map.of()));
        assertThat(store.partitions()).isEmpty();
        assertThat(store.recover()).isEmpty();
        assertThat(store.deadLetters().count()).isZero();
        store.verify();
    }

    @Test
    void hasEverythingAfterACleanStop() {
        Scenario scenario = new Scenario(store, 1).append(100).checkpoint().append(50);
        store.close();

        assertThat(Contents.recovered(settings, Scenario.SCHEMAS)).isEqualTo(scenario.expected());
    }

    @Test
    void leavesNothingInTheLogsAfterACleanStop() throws Exception {
        new Scenario(store, 1).append(100).checkpoint().append(50);
        store.close();

        try (var files = Files.list(settings.store())) {
            assertThat(files.filter(file -> file.toString().endsWith(".log")))
                    .allSatisfy(log -> assertThat(log).isEmptyFile());
        }
    }

    @Test
    void admitsNoSecondStoreOfTheSameProcess() {
        for (Path path : List.of(settings.directory(), settings.directory().resolve("../data"))) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> Store.open(new StoreSettings(path, 1 << 20)))
                    .satisfies(e -> {
                        assertThat(e.kind()).isEqualTo(Kind.LOCKED);
                        assertThat(e)
                                .hasMessageContaining(path.toString())
                                .hasMessageContaining("in use by this process")
                                .hasMessageContaining(Thread.currentThread().getName());
                        assertThat(e.action()).contains("Stop the runtime");
                    });
        }
    }

    /** A refused attempt in this process must not release the lock against others. */
    @Test
    void admitsNoSecondProcess() throws Exception {
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> Store.open(settings));
        try (ServiceProcess other = ServiceProcess.ofClass(
                directory,
                TestClassPath.entries(),
                SecondStore.class.getName(),
                List.of(settings.directory().toString()))) {
            other.awaitExit(Duration.ofMinutes(1));
            assertThat(other.output())
                    .contains("LOCKED")
                    .contains("in use by another process, pid "
                            + ProcessHandle.current().pid())
                    .contains("Stop the other process");
        }
    }

    /** A start that refuses the directory must not take it from the version that wrote it. */
    @Test
    void keepsTheFormatOfAnOlderVersionUntilItWritesAnEntry() throws Exception {
        store.database()
                .run(
                        "age",
                        open -> open.put(
                                OpenDatabase.MANIFEST,
                                ManifestDocument.FORMAT_KEY,
                                ManifestDocument.json(new ManifestDocument.Format(2, "0.0.9"))));
        store.close();
        store = Store.open(settings);
        store.close();
        assertThat(format()).isEqualTo(2);

        store = Store.open(settings);
        store.sourceId("lines");
        store.close();

        assertThat(format()).isEqualTo(3);
    }

    private int format() {
        try (StoreView view = StoreView.open(settings.directory())) {
            return view.format();
        }
    }

    @Test
    void refusesWhatANewerVersionWrote() throws Exception {
        store.database()
                .run(
                        "age",
                        open -> open.put(
                                OpenDatabase.MANIFEST,
                                ManifestDocument.FORMAT_KEY,
                                ManifestDocument.json(new ManifestDocument.Format(4, "9.1.0"))));
        store.close();
        List<Path> before = files();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.open(settings))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(Kind.NEWER_FORMAT);
                    assertThat(e).hasMessageContaining("9.1.0").hasMessageContaining("format 4");
                    assertThat(e.action()).contains("9.1.0");
                });
        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws Exception {
        try (var files = Files.list(settings.store())) {
            return files.sorted().toList();
        }
    }

    @Test
    void finishesAStoreWhoseCreationWasInterrupted() throws Exception {
        store.close();
        Directories.delete(settings.directory());
        Files.createDirectories(settings.directory().resolve("store.new"));
        store = Store.open(settings);

        assertThat(store.manifest().checkpoint()).isZero();
        assertThat(settings.directory().resolve("store.new")).doesNotExist();
    }

    @Test
    void knowsAllStatesThatWereEverRegistered() {
        assertThat(store.schemas()).isEmpty();

        store.register(Map.of("a", "1", "b", "1"));
        store.register(Map.of("b", "2", "c", "1"));
        assertThat(store.schemas()).isEqualTo(Map.of("a", "1", "b", "2", "c", "1"));

        store.close();
        store = Store.open(settings);
        assertThat(store.schemas()).isEqualTo(Map.of("a", "1", "b", "2", "c", "1"));
    }

    @Test
    void keepsTheEntitiesOfAStateThatNobodyRegisters() {
        save(Map.of("a", "1", "b", "2"));
        store.close();
        store = Store.open(settings);
        store.register(Map.of("a", ""));
        store.recover();
        save(Map.of("a", "3"));
        store.close();
        store = Store.open(settings);
        store.register(Map.of("a", "", "b", ""));

        assertThat(value("b")).isEqualTo("2");
        assertThat(value("a")).isEqualTo("3");
    }

    /** One checkpoint with an entity in each of these states. */
    private void save(Map<String, String> valueByState) {
        store.register(Map.of("a", ""));
        EntitySlice slice = new EntitySlice();
        valueByState.forEach((state, value) -> {
            store.register(Map.of(state, ""));
            slice.add(state, key("k"), value.getBytes(UTF_8), 7);
        });
        CheckpointWriter writer = store.checkpoint(store.manifest().checkpoint() + 1);
        writer.save(slice);
        writer.commit(Map.of(), Instant.EPOCH, List.of());
        writer.apply();
    }

    private String value(String state) {
        return new String(Objects.requireNonNull(store.entity(state, key("k"))).bytes(), UTF_8);
    }

    private static byte[] key(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void rejectsEntitiesOfAStateThatIsNotRegistered() {
        EntitySlice slice = new EntitySlice();
        slice.add("nowhere", key("k"), new byte[1], 7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.checkpoint(1).save(slice))
                .withMessageContaining("nowhere");
    }

    @Test
    void sweepsEntitiesThatWereNotTouchedForLong() {
        store.register(Map.of("a", "", "b", ""));
        EntitySlice slice = new EntitySlice();
        for (int i = 0; i < 100; i++) {
            slice.add("a", key("k" + i), new byte[] {1}, i);
            slice.add("b", key("k" + i), new byte[] {1}, i);
        }
        CheckpointWriter writer = store.checkpoint(1);
        writer.save(slice);
        writer.commit(Map.of(), Instant.EPOCH, List.of());
        writer.apply();

        int steps = 0;
        int deleted = 0;
        Store.Sweep sweep = new Store.Sweep(0, null);
        do {
            sweep = store.sweepExpired("a", 60, sweep.cursor(), 9);
            deleted += sweep.deleted();
            steps++;
        } while (sweep.cursor() != null);

        assertThat(deleted).isEqualTo(60);
        assertThat(steps).isEqualTo(100 / 9 + 2);
        List<Long> left = new ArrayList<>();
        store.forEachEntity("a", (key, entity) -> left.add(entity.touchedMillis()));
        assertThat(left).hasSize(40).allMatch(touched -> touched >= 60);
        List<Long> others = new ArrayList<>();
        store.forEachEntity("b", (key, entity) -> others.add(entity.touchedMillis()));
        assertThat(others).hasSize(100);
    }

    @Test
    void hasTheSameDigestForTheSameEntitiesInAnyOrder() {
        store.register(Map.of("a", "", "b", "", "c", ""));
        EntitySlice slice = new EntitySlice();
        for (int i = 0; i < 5000; i++) {
            slice.add("a", key("k" + i), key("v" + i), 1);
            slice.add("b", key("k" + (4999 - i)), key("v" + (4999 - i)), 2);
            slice.add("c", key("k" + i), key("v" + (i == 77 ? 78 : i)), 1);
        }
        CheckpointWriter writer = store.checkpoint(1);
        writer.save(slice);
        writer.commit(Map.of(), Instant.EPOCH, List.of());
        writer.apply();

        StateDigest digest = StateDigest.of(store, "a", bytes -> bytes);
        assertThat(digest.entities()).isEqualTo(5000);
        assertThat(StateDigest.of(store, "b", bytes -> bytes)).isEqualTo(digest);
        assertThat(StateDigest.of(store, "c", bytes -> bytes)).isNotEqualTo(digest);
    }

    @Test
    void goesOnAfterReopening() {
        Scenario scenario = new Scenario(store, 2).append(50).checkpoint().append(20);
        CheckpointWriter underWay = scenario.saved();
        store.reopen();
        scenario.commit(underWay);
        underWay.apply();
        scenario.append(30);

        store.close();
        assertThat(Contents.recovered(settings, Scenario.SCHEMAS)).isEqualTo(scenario.expected());
    }

    @Test
    void isClosedForGood() {
        store.close();

        assertThatIllegalStateException().isThrownBy(() -> store.sync());
        assertThatIllegalStateException().isThrownBy(() -> store.reopen());
        assertThat(store.journalBytes()).isZero();
        assertThat(store.liveBytes()).isZero();
    }

    @Test
    void measuresItself() {
        JournalWriter writer = store.journal(Scenario.FIRST);
        writer.frame(new byte[100_000]);
        writer.append(0, 1);

        assertThat(store.journalBytes()).isGreaterThan(100_000);
        assertThat(store.liveBytes()).isGreaterThan(store.journalBytes());
    }
}
