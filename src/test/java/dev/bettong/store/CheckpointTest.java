package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksIterator;

class CheckpointTest {

    @TempDir
    private Path directory;

    private StoreSettings settings;
    private Store store;
    private Scenario scenario;
    private int copies;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("data"), 1 << 20);
        store = Store.open(settings);
        scenario = new Scenario(store, 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** What a recovery finds if the process is killed now; a second recovery must find the same. */
    private Contents afterAKill() {
        StoreSettings left = Copies.killed(store, settings, directory.resolve("copy-" + copies++));
        try (Store killed = Store.open(left)) {
            Contents first = Contents.recovered(killed, Scenario.SCHEMAS);
            assertThat(Contents.recovered(killed, Scenario.SCHEMAS)).isEqualTo(first);
        }
        return Contents.recovered(left, Scenario.SCHEMAS);
    }

    @Test
    void isFoundAsAWholeOrNotAtAllWheneverTheProcessIsKilled() {
        scenario.append(100);
        assertThat(afterAKill()).as("before the first").isEqualTo(scenario.expected());
        for (int round = 0; round < 2; round++) {
            Contents before = scenario.expected();
            CheckpointWriter writer = scenario.saved();
            assertThat(afterAKill()).as("saved").isEqualTo(before);
            scenario.commit(writer);
            assertThat(afterAKill()).as("committed").isEqualTo(scenario.expected());
            writer.apply();
            assertThat(afterAKill()).as("applied").isEqualTo(scenario.expected());
            writer.apply();
            assertThat(afterAKill()).as("applied twice").isEqualTo(scenario.expected());
            scenario.append(100);
            assertThat(afterAKill()).as("with new input").isEqualTo(scenario.expected());
        }
    }

    @Test
    void goesOnFromEveryStateThatAKillLeaves() {
        CheckpointWriter writer = scenario.append(50).checkpoint().append(50).saved();
        scenario.commit(writer);
        StoreSettings left = Copies.killed(store, settings, directory.resolve("left"));
        Contents expected = scenario.expected();
        try (Store next = Store.open(left)) {
            assertThat(Contents.recovered(next, Scenario.SCHEMAS)).isEqualTo(expected);
            CheckpointWriter third = next.checkpoint(3);
            third.commit(Map.of(), Instant.EPOCH, List.of());
            third.apply();
            assertThat(next.recover()).as("outputs were sent").isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWhenItIsAbandoned() {
        scenario.append(50).checkpoint();
        Contents before = scenario.expected();
        scenario.saved().abandon();

        assertThat(afterAKill()).isEqualTo(before);
        CheckpointWriter again = scenario.saved();
        scenario.commit(again);
        again.apply();
        assertThat(afterAKill()).isEqualTo(scenario.expected());
    }

    @Test
    void cannotBeUndoneOnceItIsCommitted() {
        CheckpointWriter writer = scenario.saved();
        scenario.commit(writer);

        assertThatIllegalStateException().isThrownBy(writer::abandon);
        assertThatIllegalStateException().isThrownBy(() -> writer.save(new EntitySlice()));
    }

    @Test
    void comesInOrder() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.checkpoint(2));
        assertThatIllegalStateException().isThrownBy(() -> store.checkpoint(1).apply());
        scenario.append(10).checkpoint();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.checkpoint(2).commit(Map.of(Scenario.FIRST, 0L), Instant.EPOCH, List.of()));
    }

    @Test
    void keepsTheJournalOfALaneThatItDoesNotMention() {
        scenario.append(50);
        List<String> journal = Contents.journal(store, Scenario.SECOND, 0);
        long first = store.journal(Scenario.FIRST).position();
        CheckpointWriter writer = store.checkpoint(1);
        writer.commit(Map.of(Scenario.FIRST, first), Instant.EPOCH, List.of());
        writer.apply();

        assertThat(Contents.journal(store, Scenario.FIRST, first)).isEmpty();
        assertThat(Contents.journal(store, Scenario.SECOND, 0)).isEqualTo(journal);
        assertThat(store.manifest().positions()).containsEntry(Scenario.SECOND, 0L);
    }

    @Test
    void splitsManyOutputsWithoutLosingTheirOrder() {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            messages.add(new byte[i == 20 ? 700_000 : 20_000 + i]);
        }
        CheckpointWriter writer = store.checkpoint(1);
        writer.saveOutputs("words", "counts", 0, messages);
        writer.commit(Map.of(), Instant.EPOCH, List.of());

        List<SavedOutputs> found = store.recover();
        assertThat(found).hasSizeGreaterThan(3);
        assertThat(found.stream()
                        .flatMap(outputs -> outputs.messages().stream())
                        .map(Contents::hex))
                .containsExactlyElementsOf(messages.stream().map(Contents::hex).toList());
    }

    @Test
    void leavesNoMoreThanItsOutputsWaiting() {
        CheckpointWriter writer = scenario.append(10).checkpoint().saved();
        scenario.commit(writer);
        assertThat(waiting()).as("entities and outputs, and the outputs before").isEqualTo(4 + 2 + 2);
        writer.apply();
        assertThat(waiting()).isEqualTo(2);
        scenario.saved().abandon();
        assertThat(waiting()).isEqualTo(2);
    }

    private int waiting() {
        return store.database().call("count", open -> {
            int count = 0;
            try (RocksIterator keys = open.scan(OpenDatabase.PENDING)) {
                for (keys.seekToFirst(); keys.isValid(); keys.next()) {
                    count++;
                }
            }
            return count;
        });
    }
}
