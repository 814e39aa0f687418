package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.journal.JournalPartition;
import dev.bettong.store.StoreException.Kind;
import dev.bettong.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real disk that is full while a store is written, and has hardly more room when it is closed. */
class FullDiskTest {

    private static final int PAGE = 4096; // what tmpfs hands out
    private static final JournalPartition LANE = JournalPartition.ofWorker("p", 0);
    private static final byte[] PAYLOAD = new byte[1000];

    @TempDir
    private Path mountPoint;

    /** With a few pages to spare RocksDB begins a log at the stop, and cannot put away the one whose end has failed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void leavesAStoreThatOpensWithAllThatWasAppended(int pagesToSpare) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, 12)) {
            StoreSettings settings = new StoreSettings(disk.directory().resolve("data"), 1 << 20);
            Path spare = Files.write(disk.directory().resolve("spare"), new byte[pagesToSpare * PAGE]);
            long appended;
            try (Store store = Store.open(settings)) {
                JournalWriter journal = store.journal(LANE);
                append(journal);
                disk.fill();
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> appendForEver(journal))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DISK));
                appended = journal.position();
                Files.delete(spare);
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(store::close)
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DISK));
            }
            disk.free();
            try (Store store = Store.open(settings)) {
                store.verify();
                assertThat(lastReplayed(store)).isGreaterThanOrEqualTo(appended);
            }
        }
    }

    private static void append(JournalWriter journal) {
        journal.frame(PAYLOAD);
        journal.append(0, 1);
    }

    private static void appendForEver(JournalWriter journal) {
        while (true) {
            append(journal);
        }
    }

    private static long lastReplayed(Store store) {
        long last = 0;
        try (JournalReader entries = store.replay(LANE, 0)) {
            while (entries.hasNext()) {
                last = entries.next().position();
            }
        }
        return last;
    }
}
