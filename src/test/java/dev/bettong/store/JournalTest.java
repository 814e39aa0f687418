package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import dev.bettong.store.StoreException.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final JournalPartition LANE = JournalPartition.ofWorker("words", 0);
    private static final JournalPartition OTHER = JournalPartition.ofWorker("words", 1);

    @TempDir
    private Path directory;

    private StoreSettings settings;
    private Store store;

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("data"), 256 * 1024);
        store = Store.open(settings);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void givesBackWhatWasAppended() {
        JournalWriter writer = store.journal(LANE);
        writer.frame(new byte[] {1, 2, 3});
        writer.frame(new byte[0]);
        writer.add(new JournalRecord.Rejected(FailureReason.TRUNCATED_FRAME, "zu kürz", new byte[] {9}));
        writer.frame(new byte[200]);
        assertThat(writer.append(0, 1_000)).isEqualTo(1);
        writer.frame(new byte[] {4});
        assertThat(writer.append(0, 999)).isEqualTo(2);
        writer.add(new JournalRecord.Tick(1_234_567_890_123L));
        assertThat(writer.append(0, 1_001)).isEqualTo(3);

        assertThat(Contents.journal(store, LANE, 0))
                .containsExactly(
                        "1@1000 010203  TRUNCATED_FRAME:zu kürz:09 " + Contents.hex(new byte[200]),
                        "2@999 04",
                        "3@1001 tick 1234567890123");
        assertThat(Contents.journal(store, LANE, 2)).containsExactly("3@1001 tick 1234567890123");
        assertThat(Contents.journal(store, LANE, 3)).isEmpty();
    }

    @Test
    void holdsEntriesOfAnySize() {
        JournalWriter writer = store.journal(LANE);
        List<String> expected = new ArrayList<>();
        for (int size : new int[] {0, 127, 128, 64 * 1024 - 8, 64 * 1024, 3_000_001, 5}) {
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) size);
            writer.frame(payload);
            writer.append(0, size);
            expected.add(Contents.hex(payload));
        }
        List<String> found = new ArrayList<>();
        try (JournalReader reader = store.replay(LANE, 0)) {
            while (reader.hasNext()) {
                JournalRecord.Frame frame =
                        (JournalRecord.Frame) reader.next().records().getFirst();
                found.add(Contents.hex(frame.payload()));
            }
        }

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void keepsLanesApart() {
        JournalWriter one = store.journal(LANE);
        JournalWriter two = store.journal(OTHER);
        for (int i = 0; i < 10; i++) {
            one.frame(new byte[] {1});
            one.append(0, i);
            two.frame(new byte[] {2});
            two.append(0, i);
        }

        assertThat(store.partitions()).containsExactly(LANE, OTHER);
        assertThat(Contents.journal(store, LANE, 8)).containsExactly("9@8 01", "10@9 01");
        assertThat(Contents.journal(store, OTHER, 8)).containsExactly("9@8 02", "10@9 02");
        assertThat(Contents.journal(store, JournalPartition.ofWorker("words", 2), 0))
                .isEmpty();
    }

    /** A stall is brought about by writing more than RocksDB can flush, which it tells at once. */
    @Test
    void appendsWhatFailedAgainAtTheSamePosition() {
        store.database().run("stall", open -> open.db().pauseBackgroundWork());
        JournalWriter writer = store.journal(LANE);
        long appended = fillUntilBusy(writer);
        assertThat(writer.position()).isEqualTo(appended);
        store.database().run("go on", open -> open.db().continueBackgroundWork());
        long position = appendPatiently(writer);

        assertThat(position).isEqualTo(appended + 1);
        assertThat(Contents.journal(store, LANE, appended - 1)).hasSize(2);
    }

    private static long fillUntilBusy(JournalWriter writer) {
        for (long appended = 0; ; appended++) {
            writer.frame(new byte[10_000]);
            try {
                writer.append(0, appended);
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.BUSY);
                assertThat(e.kind().retryable()).isTrue();
                return appended;
            }
        }
    }

    private static long appendPatiently(JournalWriter writer) {
        while (true) {
            try {
                return writer.append(0, 1);
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.BUSY);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void forgetsWhatWasAdded() {
        JournalWriter writer = store.journal(LANE);
        writer.frame(new byte[2_000_000]);
        writer.clear();
        writer.frame(new byte[] {5});
        writer.append(0, 3);

        assertThat(Contents.journal(store, LANE, 0)).containsExactly("1@3 05");
    }

    @Test
    void goesOnBehindWhatIsThere() {
        JournalWriter writer = store.journal(LANE);
        writer.append(0, 1);
        writer.append(0, 1);
        store.close();
        store = Store.open(settings);

        assertThat(store.journal(LANE).append(0, 1)).isEqualTo(3);
    }

    @Test
    void goesOnBehindWhatWasTrimmed() {
        JournalWriter writer = store.journal(LANE);
        writer.append(0, 1);
        writer.append(0, 1);
        CheckpointWriter checkpoint = store.checkpoint(1);
        checkpoint.commit(Map.of(LANE, 2L), Instant.EPOCH, List.of());
        checkpoint.apply();
        store.close();
        store = Store.open(settings);

        assertThat(Contents.journal(store, LANE, 0)).isEmpty();
        assertThat(store.journal(LANE).append(0, 1)).isEqualTo(3);
    }

    @Test
    void noticesAGap() {
        JournalWriter writer = store.journal(LANE);
        for (int i = 0; i < 5; i++) {
            writer.append(0, i);
        }
        store.database()
                .run("lose", open -> open.deleteRange(OpenDatabase.JOURNAL, Keys.journal(0, 3), Keys.journal(0, 4)));

        try (JournalReader reader = store.replay(LANE, 0)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> reader.forEachRemaining(entry -> {}))
                    .withMessageContaining("no entry 3")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        }
    }

    @Test
    void removesADeadLetterWithTheEntryThatRedrivesIt() {
        CheckpointWriter checkpoint = store.checkpoint(1);
        checkpoint.commit(
                Map.of(),
                Instant.EPOCH,
                List.of(new DeadLetter(0, "words", "s", FailureReason.DECODE, -1, "c", Instant.EPOCH, new byte[] {6})));
        JournalWriter writer = store.journal(LANE);
        writer.frame(new byte[] {6});
        writer.append(0, 8, 1);

        assertThat(Contents.journal(store, LANE, 0)).containsExactly("1@8 06");
        assertThat(store.deadLetters().count()).isZero();
        assertThat(store.deadLetters().find(1)).isEmpty();
        writer.frame(new byte[] {6});
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> writer.append(0, 9, 1));
        assertThat(Contents.journal(store, LANE, 0)).hasSize(1);
    }
}
