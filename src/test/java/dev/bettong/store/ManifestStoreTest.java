package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalPartitionTable;
import dev.bettong.testing.Deadlines;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestStoreTest {

    private static final JournalPartition WRITTEN = JournalPartition.ofWorker("written", 0);
    private static final JournalPartition NEXT = JournalPartition.ofWorker("next", 0);

    @TempDir
    private Path directory;

    @Test
    void keepsWhatAReopeningFindsWhenAChangeWaitsForIt() throws Exception {
        StoreSettings settings = new StoreSettings(directory.resolve("data"), 1 << 20);
        try (Store store = Store.open(settings)) {
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<Void> held = new CompletableFuture<>();
            Thread holder = start(() -> store.database().runAlone("hold", open -> {
                // as after a write that failed, although the log of the database has it
                open.put(
                        OpenDatabase.MANIFEST,
                        ManifestDocument.PARTITIONS_KEY,
                        ManifestDocument.json(new JournalPartitionTable(List.of(WRITTEN), List.of())));
                held.complete(null);
                await(release);
            }));
            held.join();
            Thread reopening = startAndAwaitWaiting(store::reopen);
            Thread change = startAndAwaitWaiting(() -> store.journal(NEXT)); // queues behind the reopening
            release.countDown();
            for (Thread each : List.of(holder, reopening, change)) {
                each.join();
            }

            assertThat(store.partitions()).containsExactlyInAnyOrder(WRITTEN, NEXT);
        }
        try (Store store = Store.open(settings)) {
            assertThat(store.partitions()).containsExactlyInAnyOrder(WRITTEN, NEXT);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    private static Thread startAndAwaitWaiting(Runnable task) {
        Thread thread = start(task);
        Awaitility.await("the lock of the database makes it wait")
                .atMost(Deadlines.CONDITION)
                .until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }
}
