package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

class DeadLetterTableTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

    @TempDir
    private Path directory;

    private StoreSettings settings;
    private Store store;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory, 1 << 20);
        store = Store.open(settings);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsAllOfALetter() {
        for (FailureReason reason : FailureReason.values()) {
            DeadLetter letter = new DeadLetter(0, "words", "split", reason, -1, "e\u0000 ü", NOON, new byte[] {1, -1});
            commit(letter);
            DeadLetter found =
                    store.deadLetters().find(store.deadLetters().count()).orElseThrow();

            assertThat(found)
                    .isEqualTo(new DeadLetter(
                            found.id(), "words", "split", reason, -1, "e\u0000 ü", NOON, new byte[] {1, -1}));
        }
    }

    @Test
    void givesPagesOfAllOrOfOnePipeline() {
        commit(letter("a", 0), letter("b", 1), letter("a", 2));
        commit(letter("a", 3));

        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(ids(store.deadLetters().page("a", 0, 2))).containsExactly(1L, 3L);
        assertThat(ids(store.deadLetters().page("a", 3, 2))).containsExactly(4L);
        assertThat(ids(store.deadLetters().page("c", 0, 2))).isEmpty();
    }

    @Test
    void neverUsesAnIdAgain() {
        commit(letter("a", 0), letter("a", 1));
        assertThat(store.deadLetters().remove(2)).isTrue();
        assertThat(store.deadLetters().remove(2)).isFalse();
        store.close();
        store = Store.open(settings);
        commit(letter("a", 2));

        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(1L, 3L);
        assertThat(store.deadLetters().count()).isEqualTo(2);
    }

    @Test
    void forgetsTheOldest() {
        commit(letter("a", 0), letter("a", 1), letter("b", 2), letter("a", 3), letter("a", 4));

        assertThat(store.deadLetters().prune(4, NOON)).isEqualTo(1);
        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(store.deadLetters().prune(4, NOON.plusSeconds(3))).isEqualTo(2);
        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(4L, 5L);
        assertThat(store.deadLetters().prune(0, NOON)).isEqualTo(2);
        assertThat(store.deadLetters().count()).isZero();
        assertThat(store.deadLetters().prune(0, NOON)).isZero();
    }

    @Test
    void leavesALetterToWhoeverClaimedItBeforeTheStoreWasReopened() {
        commit(letter("a", 0), letter("a", 1));
        assertThat(store.deadLetters().claim(1)).isTrue(); // a discard, which then waits for the database

        store.reopen();

        assertThat(store.deadLetters().claim(1)).isFalse();
        assertThat(store.deadLetters().count()).isEqualTo(1);
        store.deadLetters().unclaim(1); // the discard fails
        assertThat(store.deadLetters().claim(1)).isTrue();
    }

    @Test
    void doesNotBringBackALetterThatWasRemovedBeforeItsCheckpointWasAnswered() {
        commit(letter("a", 0), letter("a", 1));
        DeadLetter first = store.deadLetters().find(1).orElseThrow();
        store.reopen();
        assertThat(store.deadLetters().remove(1)).isTrue();

        store.deadLetters().added(List.of(first)); // the commit comes back only now

        assertThat(store.deadLetters().claim(1)).isFalse();
        assertThat(store.deadLetters().count()).isEqualTo(1);
    }

    @Test
    void doesNotGiveBackALetterThatTheReopenedStoreDoesNotHave() {
        commit(letter("a", 0));
        assertThat(store.deadLetters().claim(1)).isTrue();
        store.database().run("delete from", open -> {
            try (WriteBatch batch = new WriteBatch()) {
                batch.delete(open.family(OpenDatabase.DEAD_LETTERS), Keys.deadLetter(1));
                open.write(batch); // which reports a failure, and was written all the same
            }
        });
        store.reopen();

        store.deadLetters().unclaim(1);

        assertThat(store.deadLetters().claim(1)).isFalse();
        assertThat(store.deadLetters().count()).isZero();
    }

    @Test
    void readsThroughManyLargeLetters() {
        DeadLetter large = new DeadLetter(0, "a", "s", FailureReason.COMPUTE, 1, "", NOON, new byte[100_000]);
        DeadLetter[] letters = new DeadLetter[40];
        Arrays.fill(letters, large);
        commit(letters);
        commit(letter("b", 0));

        assertThat(ids(store.deadLetters().page("b", 0, 10))).containsExactly(41L);
    }

    private void commit(DeadLetter... letters) {
        CheckpointWriter writer = store.checkpoint(store.manifest().checkpoint() + 1);
        writer.commit(Map.of(), NOON, List.of(letters));
        writer.apply();
    }

    private static DeadLetter letter(String pipeline, int second) {
        return new DeadLetter(
                99, pipeline, "s", FailureReason.COMPUTE, 1, "c", NOON.plusSeconds(second), new byte[] {1});
    }

    private static List<Long> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }
}
