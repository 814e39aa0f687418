package dev.bettong.store;

import dev.bettong.store.OpenDatabase.Mode;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/** How RocksDB is set up. Lives as long as the database that is opened with it. */
final class NativeOptions implements AutoCloseable {

    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int MAX_WRITE_BUFFERS = 3;
    private static final int WAL_PER_WRITE_BUFFER = 4;
    private static final long MAX_LOG_FILE_SIZE = 4 << 20;
    private static final int KEEP_LOG_FILES = 4;
    private static final long MAX_MANIFEST_FILE_SIZE = 4 << 20; // read again whenever it has grown: FileListWatch

    /** RocksDB starts as many for each column family, even if that has one file: its 16 take longer than the files. */
    private static final int OPENING_THREADS = Math.min(Runtime.getRuntime().availableProcessors(), 16);

    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final DBOptions database;
    private final ColumnFamilyOptions states;
    private final ColumnFamilyOptions others;
    private final @Nullable RocksDbWarnings complaints;

    NativeOptions(StoreSettings settings, Mode mode) {
        boolean create = mode == Mode.CREATE;
        states = families(settings)
                .setTableFormatConfig(table().setFilterPolicy(bloom))
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        others = families(settings).setTableFormatConfig(table()).setCompressionType(CompressionType.NO_COMPRESSION);
        database = DBOptions.getDBOptionsFromProps(trackedWals())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setRecycleLogFileNum(0)
                .setAtomicFlush(true)
                .setDbWriteBufferSize(settings.writeBufferBytes())
                .setMaxTotalWalSize(WAL_PER_WRITE_BUFFER * settings.writeBufferBytes())
                .setInfoLogLevel(InfoLogLevel.INFO_LEVEL)
                .setMaxLogFileSize(MAX_LOG_FILE_SIZE)
                .setKeepLogFileNum(KEEP_LOG_FILES)
                .setMaxManifestFileSize(MAX_MANIFEST_FILE_SIZE)
                .setMaxFileOpeningThreads(OPENING_THREADS)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
        complaints = mode == Mode.INSPECT ? new RocksDbWarnings() : null;
        if (complaints != null) {
            database.setLogger(complaints);
        }
    }

    /**
     * Has a synced log that is missing or shortened noticed; without a setter in Java. Its newer sibling, where each log
     * names the one before it, is not for us: it counts bytes that a full disk has refused, and then does not open again.
     */
    private static Properties trackedWals() {
        Properties properties = new Properties();
        properties.setProperty("track_and_verify_wals_in_manifest", "true");
        return properties;
    }

    /** Any one may fill the whole write buffer: what counts is their sum. */
    private static ColumnFamilyOptions families(StoreSettings settings) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(settings.writeBufferBytes())
                .setMaxWriteBufferNumber(MAX_WRITE_BUFFERS);
    }

    /** Without a cache of blocks: an entity that was read is held in memory by the worker, its neighbours hardly matter. */
    private static BlockBasedTableConfig table() {
        return new BlockBasedTableConfig().setNoBlockCache(true);
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions family(boolean state) {
        return state ? states : others;
    }

    /** The error with what is known of its reason. */
    RocksDBException completed(RocksDBException error) {
        return complaints == null ? error : complaints.completed(error);
    }

    @Override
    public void close() {
        database.close();
        if (complaints != null) {
            complaints.close();
        }
        states.close();
        others.close();
        bloom.close();
    }
}
