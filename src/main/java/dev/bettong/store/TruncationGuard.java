package dev.bettong.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.journal.JournalPartitionTable;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the database that remembers how far it came, so that a lost end is noticed: RocksDB takes a log or
 * manifest that was cut off for one whose end was never written.
 *
 * <p>It is written by plain stores to mapped memory, which survive the end of the process at any moment, but a power cut
 * only by luck. So a number is there twice: as last written, which counts if the machine has run ever since (it has the
 * same boot id), and as last synced, which always counts. A number is noted after the write that it stands for, so it is
 * never ahead of the database.
 *
 * <p>RocksDB gives each write a sequence number: it covers everything. The positions of the partitions are here to say what
 * is missing.
 *
 * <p>Layout, big-endian, 8 bytes each: magic, boot id (twice 8), sequence number written, synced, checkpoint, which of
 * two marks of the file list counts, these (number, length, checksum each), the {@link FileSizes} that a clean stop has
 * left or 0, two unused; then for each partition id the position
 * written, synced. The partition's thread writes a position, the thread that syncs what is synced; all threads that write
 * to the database write the sequence number, and a race may leave it a few writes behind.
 */
final class TruncationGuard {

    /** For a directory that no machine has written to since it was complete: only what is synced counts. */
    static final UUID NO_BOOT = new UUID(0, 0);

    private static final String NAME = "witness";
    private static final long MAGIC =
            ByteBuffer.wrap("bettong1".getBytes(US_ASCII)).getLong();
    private static final int SIZE = 64 * 1024;
    private static final int BOOT = 8;
    private static final int SEQUENCE = 24;
    private static final int SYNCED_SEQUENCE = 32;
    private static final int CHECKPOINT = 40;
    private static final int MARK = 48;
    private static final int MARKS = 56;
    private static final int MARK_SIZE = 24;
    private static final int CLEAN_STOP = MARKS + 2 * MARK_SIZE;
    private static final int PARTITIONS = 128;
    private static final int PARTITION_SIZE = 16;
    private static final int SYNCED = 8;
    private static final int MAX_PARTITIONS =
            (SIZE - PARTITIONS) / PARTITION_SIZE; // the sequence number covers any others

    private final ByteBuffer memory;

    private TruncationGuard(ByteBuffer memory) {
        this.memory = memory;
    }

    static Path in(Path store) {
        return store.resolve(NAME);
    }

    /** One that lies beside no database, for one that is only read. */
    static TruncationGuard detached() {
        return new TruncationGuard(ByteBuffer.allocate(SIZE));
    }

    /** Whether the file in a store is missing or can be read. */
    static boolean wellFormed(Path store) throws IOException {
        byte[] bytes = Files.exists(in(store)) ? Files.readAllBytes(in(store)) : null;
        return bytes == null || (bytes.length == SIZE && ByteBuffer.wrap(bytes).getLong() == MAGIC);
    }

    /** The guard of a store, only to be read, or {@code null} if there is none. */
    static @Nullable TruncationGuard read(Path store) throws IOException {
        return Files.exists(in(store)) ? new TruncationGuard(ByteBuffer.wrap(Files.readAllBytes(in(store)))) : null;
    }

    /**
     * Replaces the file in a store.
     *
     * @param progress what is safe on disk
     * @param mark how far the list of files is
     */
    static TruncationGuard create(Path store, UUID boot, Progress progress, ManifestChecksum mark) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE); // written in full: a page without a block could end the JVM later
        bytes.putLong(0, MAGIC)
                .putLong(BOOT, boot.getMostSignificantBits())
                .putLong(BOOT + Long.BYTES, boot.getLeastSignificantBits());
        TruncationGuard truncationGuard = new TruncationGuard(bytes);
        truncationGuard.safe(progress);
        truncationGuard.note(mark);
        Path fresh = store.resolve(NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(fresh, in(store), StandardCopyOption.ATOMIC_MOVE);
            return new TruncationGuard(channel.map(MapMode.READ_WRITE, 0, SIZE));
        }
    }

    /** The id of the machine's current boot, or one that is never seen again if the system has none. */
    static UUID currentBoot() {
        try {
            return UUID.fromString(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
        } catch (IOException | IllegalArgumentException e) {
            return UUID.randomUUID();
        }
    }

    /** Any thread that has written, after each write. */
    void wrote(long sequence) {
        memory.putLong(SEQUENCE, sequence);
    }

    /** A partition's thread, after each append. */
    void appended(int partition, long position) {
        if (partition < MAX_PARTITIONS) {
            memory.putLong(partition(partition), position);
        }
    }

    /** All that is written now by the partitions with ids below {@code partitions}; goes to {@link #synced} when it is safe. */
    long[] written(int partitions) {
        long[] written = new long[1 + Math.min(partitions, MAX_PARTITIONS)];
        written[0] = memory.getLong(SEQUENCE);
        for (int i = 1; i < written.length; i++) {
            written[i] = memory.getLong(partition(i - 1));
        }
        return written;
    }

    void synced(long[] written) {
        memory.putLong(SYNCED_SEQUENCE, written[0]);
        for (int i = 1; i < written.length; i++) {
            memory.putLong(partition(i - 1) + SYNCED, written[i]);
        }
    }

    /** A checkpoint is committed and synced. */
    void committed(long checkpoint) {
        memory.putLong(CHECKPOINT, checkpoint);
    }

    /** The list of files is that far. One thread at a time. */
    void note(ManifestChecksum mark) {
        int other = 1 - (int) memory.getLong(MARK);
        int at = MARKS + other * MARK_SIZE;
        memory.putLong(at, mark.number())
                .putLong(at + Long.BYTES, mark.length())
                .putLong(at + 2 * Long.BYTES, mark.checksum());
        VarHandle.releaseFence(); // the process may end here, so the mark must be complete before it counts
        memory.putLong(MARK, other);
    }

    /** The database was closed after all was written to files of these {@link FileSizes}. A file that is created later does not say so. */
    void stoppedCleanly(long fileSizes) {
        memory.putLong(CLEAN_STOP, fileSizes);
        if (memory instanceof MappedByteBuffer mapped) {
            mapped.force();
        }
    }

    /** Whether the database was closed in order, and its files are those that it had then. */
    boolean stoppedCleanly(Path store) throws IOException {
        long fileSizes = memory.getLong(CLEAN_STOP);
        return fileSizes != 0 && fileSizes == FileSizes.of(store);
    }

    ManifestChecksum mark() {
        int at = MARKS + (int) (memory.getLong(MARK) & 1) * MARK_SIZE;
        return new ManifestChecksum(
                memory.getLong(at), memory.getLong(at + Long.BYTES), memory.getLong(at + 2 * Long.BYTES));
    }

    /** Everything up to there is written and synced. */
    void safe(Progress progress) {
        progress.ends().forEach(this::appended);
        wrote(progress.sequence());
        committed(progress.checkpoint());
        synced(written(MAX_PARTITIONS));
    }

    /** What a database lacks that must be there, in words, or {@code null} if it lacks nothing. */
    @Nullable
    String missingFrom(Progress actual, JournalPartitionTable table, UUID boot) {
        UUID noted = new UUID(memory.getLong(BOOT), memory.getLong(BOOT + Long.BYTES));
        int column = noted.equals(boot) ? 0 : SYNCED;
        long checkpoint = memory.getLong(CHECKPOINT);
        if (actual.checkpoint() < checkpoint) {
            return "checkpoint %d was committed, the last one there is %d".formatted(checkpoint, actual.checkpoint());
        }
        for (int partition = 0; partition < MAX_PARTITIONS; partition++) {
            long end = memory.getLong(partition(partition) + column);
            long found = actual.ends().getOrDefault(partition, 0L);
            if (found < end) {
                return "the journal of %s went to position %d, the last one there is %d"
                        .formatted(table.describe(partition), end, found);
            }
        }
        long sequence = memory.getLong(SEQUENCE + column);
        return actual.sequence() < sequence
                ? "the last write had the number %d, the last one there is %d".formatted(sequence, actual.sequence())
                : null;
    }

    private static int partition(int id) {
        return PARTITIONS + id * PARTITION_SIZE;
    }
}
