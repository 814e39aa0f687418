package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.testing.Deadlines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.cbor.CBORMapper;

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
    void keepsTheEventThatFailed() {
        byte[] frame = {1};
        FailedEvent event = new FailedEvent("count", new byte[] {3, -3}, new byte[] {0, 5});
        FailedEvent withoutKey = new FailedEvent("parse", new byte[0], null);
        for (FailedEvent kept : List.of(event, withoutKey)) {
            commit(new DeadLetter(0, "words", "lines", "count", FailureReason.COMPUTE, 3, "c", NOON, frame, kept));
            DeadLetter found =
                    store.deadLetters().find(store.deadLetters().count()).orElseThrow();

            assertThat(found.event()).isEqualTo(kept);
            assertThat(found.frame()).isEqualTo(frame);
        }
    }

    /** What versions wrote that kept only frames. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Earlier(
            String pipeline, String step, String reason, int partition, String cause, long time, byte[] frame) {}

    @Test
    void readsLettersOfVersionsThatKeptOnlyFrames() {
        byte[] written = CBORMapper.builder()
                .build()
                .writeValueAsBytes(new Earlier("p", "s", "compute", 1, "c", NOON.toEpochMilli(), new byte[] {7}));

        assertThat(DeadLetterCodec.decode(5, written))
                .isEqualTo(new DeadLetter(5, "p", "s", FailureReason.COMPUTE, 1, "c", NOON, new byte[] {7}));
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
    void endsAPageOfLargeFramesEarly() {
        byte[] frame = new byte[3 << 20];
        for (int i = 0; i < 4; i++) {
            commit(new DeadLetter(0, "a", "split", FailureReason.COMPUTE, -1, "large", NOON, frame));
        }

        assertThat(ids(store.deadLetters().page("a", 0, 10))).containsExactly(1L, 2L, 3L);
        assertThat(ids(store.deadLetters().page("a", 3, 10))).containsExactly(4L);
        assertThat(ids(store.deadLetters().page("a", 4, 10))).isEmpty();
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
    void forgetsTheOldestOfEachPipeline() {
        for (int second = 0; second < 5; second++) {
            commitAt(NOON.plusSeconds(second), letter(second == 2 ? "b" : "a", second));
        }

        assertThat(prune(3, NOON)).containsExactly(Map.entry("a", 1L));
        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(prune(3, NOON.plusSeconds(3))).as("for their age").isEmpty();
        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(4L, 5L);
        assertThat(prune(1, NOON)).containsExactly(Map.entry("a", 1L));
        assertThat(store.deadLetters().count("a")).isEqualTo(1);
        assertThat(store.deadLetters().count("b")).isZero();
        assertThat(prune(1, NOON)).isEmpty();
    }

    @Test
    void keepsTheFewOfOnePipelineInAFloodOfAnother() {
        commit(letter("few", 0));
        DeadLetter[] flood = new DeadLetter[1_000];
        Arrays.fill(flood, letter("many", 1));
        commit(flood);

        assertThat(prune(10, NOON)).containsExactly(Map.entry("many", 990L));
        assertThat(store.deadLetters().count("few")).isEqualTo(1);
    }

    @Test
    void givesIdsInTheOrderOfTheTimes() {
        commit(
                letter("of one worker", 1),
                letter("of one worker", 3),
                letter("of another", 0),
                letter("of another", 2));

        assertThat(store.deadLetters().page(null, 0, 10))
                .extracting(DeadLetter::time)
                .containsExactly(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3));
    }

    @Test
    void readsNothingWhenThereIsNothingToForget() {
        commit(letter("a", 0), letter("b", 1));
        store.close(); // whoever reads now hears of it

        assertThat(prune(1, NOON)).isEmpty();
    }

    @Test
    void knowsAfterARestartWhatThereIs() {
        commit(letter("a", 0), letter("b", 1), letter("b", 2));
        store.close();
        store = Store.open(settings);

        assertThat(store.deadLetters().count("a")).isEqualTo(1);
        assertThat(store.deadLetters().count("b")).isEqualTo(2);
        assertThat(ids(store.deadLetters().page("b", 0, 10))).containsExactly(2L, 3L);
        prune(10, NOON.plusSeconds(1));
        assertThat(store.deadLetters().count("a")).isZero();
    }

    @Test
    void findsLettersThatAnEarlierVersionHasNotIndexed() {
        commit(letter("a", 0), letter("b", 1));
        store.database().run("test", open -> {
            for (long id = 1; id <= 2; id++) {
                open.db().delete(open.family(OpenDatabase.DEAD_LETTER_INDEX), Keys.deadLetter(id));
            }
        });
        for (int starts = 0; starts < 2; starts++) {
            store.close();
            store = Store.open(settings);

            assertThat(store.deadLetters().count("a")).isEqualTo(1);
            assertThat(ids(store.deadLetters().page("b", 0, 10))).containsExactly(2L);
        }
    }

    /** The store is opened anew while a discard is on its way; whoever has read the letter before may still re-drive it. */
    @Test
    void doesNotReDriveWhatWasDiscardedWhileTheStoreWasOpenedAnew() throws Exception {
        commit(letter("a", 0));
        JournalWriter journal = store.journal(JournalPartition.ofWorker("a", 0));
        AtomicBoolean discarded = new AtomicBoolean();
        Thread discards = new Thread(() -> discarded.set(store.deadLetters().remove(1)));
        store.database().runAlone("test", open -> {
            discards.start();
            await().atMost(Deadlines.CONDITION).until(() -> discards.getState() == Thread.State.WAITING);
            store.deadLetters().load(open);
        });
        discards.join();
        assertThat(discarded).isTrue();

        assertThat(store.deadLetters().count()).isZero();
        journal.frame(new byte[] {1});
        assertThatThrownBy(() -> journal.append(0, 0, 1)).isInstanceOf(NoSuchElementException.class);
    }

    private Map<String, Long> prune(int maxCount, Instant olderThan) {
        Map<String, Long> dropped = new HashMap<>();
        store.deadLetters()
                .prune(maxCount, olderThan, (pipeline, letters) -> dropped.merge(pipeline, letters, Long::sum));
        return dropped;
    }

    @Test
    void countsTheAgeFromTheCheckpointAndNotByTheSystemClock() {
        commitAt(NOON, letter("a", -Duration.ofDays(365).toSeconds()));
        commitAt(NOON.plusSeconds(1), letter("a", Duration.ofDays(365).toSeconds()));
        commitAt(NOON.plusSeconds(2), letter("a", 0));

        assertThat(store.deadLetters().prune(10, NOON, (pipeline, letters) -> {}))
                .isZero();
        assertThat(store.deadLetters().prune(10, NOON.plusSeconds(2), (pipeline, letters) -> {}))
                .isEqualTo(2);
        assertThat(ids(store.deadLetters().page(null, 0, 10))).containsExactly(3L);
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
        commitAt(NOON, letters);
    }

    private void commitAt(Instant cut, DeadLetter... letters) {
        CheckpointWriter writer = store.checkpoint(store.manifest().checkpoint() + 1);
        writer.commit(Map.of(), cut, List.of(letters));
        writer.apply();
    }

    private static DeadLetter letter(String pipeline, long second) {
        return new DeadLetter(
                99, pipeline, "s", FailureReason.COMPUTE, 1, "c", NOON.plusSeconds(second), new byte[] {1});
    }

    private static List<Long> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }
}
