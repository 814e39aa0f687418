package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.journal.JournalPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look at a store sees, and that the store does not notice. */
class StoreViewTest {

    @TempDir
    private Path directory;

    private StoreSettings settings;

    @BeforeEach
    void setUp() {
        settings = StoreSettings.in(directory.resolve("data"));
    }

    @Test
    void seesAStoreThatIsInUse() {
        try (Store store = Store.open(settings)) {
            Scenario scenario = new Scenario(store, 1);
            scenario.append(50).checkpoint().append(20).checkpoint().append(30);

            Contents seen = seen();

            assertThat(seen).isEqualTo(scenario.expected());
            scenario.append(10).checkpoint(); // which still works
            assertThat(seen()).isEqualTo(scenario.expected());
        }
    }

    @Test
    void seesWhatIsCommittedAndNotYetApplied() {
        try (Store store = Store.open(settings)) {
            Scenario scenario = new Scenario(store, 2);
            scenario.append(50).checkpoint();
            scenario.commit(scenario.saved());

            assertThat(seen()).isEqualTo(scenario.expected());
        }
    }

    @Test
    void doesNotSeeWhatIsNotCommitted() {
        try (Store store = Store.open(settings)) {
            Scenario scenario = new Scenario(store, 3);
            scenario.append(50).checkpoint();
            Contents before = scenario.expected();
            scenario.saved();

            assertThat(seen().entities()).isEqualTo(before.entities());
        }
    }

    @Test
    void findsEachEntityByItsKey() {
        try (Store store = Store.open(settings)) {
            Scenario scenario = new Scenario(store, 4);
            scenario.append(5).checkpoint();
            scenario.commit(scenario.saved());
            Map<String, String> expected = scenario.expected().entities().get("totals");
            try (StoreView view = StoreView.open(settings.directory())) {
                Map<String, String> found = new TreeMap<>();
                for (int i = 0; i < 400; i++) {
                    byte[] key = ("key " + i).getBytes(UTF_8);
                    Stored entity = view.entity("totals", key);
                    if (entity != null) {
                        found.put(Contents.hex(key), Contents.text(entity));
                    }
                }
                assertThat(found).isEqualTo(expected).isNotEmpty();
            }
        }
    }

    @Test
    void changesNoFile() throws IOException {
        try (Store store = Store.open(settings)) {
            new Scenario(store, 5).append(50).checkpoint().append(10);
        }
        Map<String, String> before = files();

        seen();

        assertThat(files()).isEqualTo(before).isNotEmpty();
    }

    @Test
    void seesHowFarTheJournalGoes() {
        try (Store store = Store.open(settings)) {
            store.register(Map.of());
            JournalWriter writer = store.journal(Scenario.FIRST);
            for (int i = 1; i <= 3; i++) {
                writer.frame(new byte[] {1});
                writer.append(0, i);
            }
            store.journal(Scenario.SECOND);
            try (StoreView view = StoreView.open(settings.directory())) {
                assertThat(view.journal(Scenario.FIRST)).isEqualTo(new StoreView.JournalRange(1, 3));
                assertThat(view.journal(Scenario.FIRST).entries()).isEqualTo(3);
                assertThat(view.journal(Scenario.SECOND).entries()).isZero();
            }
        }
    }

    private Contents seen() {
        try (StoreView view = StoreView.open(settings.directory())) {
            Map<String, Long> positions = new TreeMap<>();
            Map<String, List<String>> journals = new TreeMap<>();
            for (JournalPartition partition : view.partitions()) {
                long position = view.manifest().position(partition);
                positions.put(partition.toString(), position);
                List<String> entries = new ArrayList<>();
                try (JournalReader reader = view.entries(partition, position)) {
                    reader.forEachRemaining(entry -> entries.add(Contents.text(entry)));
                }
                journals.put(partition.toString(), entries);
            }
            Map<String, Map<String, String>> entities = new TreeMap<>();
            for (String state : view.schemas().keySet()) {
                Map<String, String> byKey = new TreeMap<>();
                view.forEachEntity(state, (key, entity) -> byKey.put(Contents.hex(key), Contents.text(entity)));
                entities.put(state, byKey);
            }
            return new Contents(
                    view.manifest().checkpoint(),
                    view.manifest().cutAt(),
                    positions,
                    journals,
                    entities,
                    view.outputs().stream().map(Contents::text).toList(),
                    view.deadLetters().page(null, 0, Integer.MAX_VALUE).stream()
                            .map(letter -> letter + " " + letter.cause() + " " + Contents.hex(letter.frame()))
                            .toList(),
                    new TreeMap<>(view.schemas()));
        }
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String content = Files.isRegularFile(file) ? Contents.hex(Files.readAllBytes(file)) : "";
                files.put(file.toString(), Files.getLastModifiedTime(file) + content);
            }
        }
        return files;
    }
}
