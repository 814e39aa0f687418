package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB between one opening and one closing: everything native is here. Nobody may be inside while it is closed, that
 * would end the JVM; {@link Database} sees to it.
 */
final class OpenDatabase implements AutoCloseable {

    static final String MANIFEST = "manifest";
    static final String JOURNAL = "journal";
    static final String PENDING = "pending";
    static final String DEAD_LETTERS = "dead-letters";
    /** Of what is in {@link #DEAD_LETTERS}; a store of an earlier version has none before it is opened for writing. */
    static final String DEAD_LETTER_INDEX = "dead-letter-index";

    static final List<String> OWN_FAMILIES = List.of(MANIFEST, JOURNAL, PENDING, DEAD_LETTERS);

    private static final String DEFAULT = new String(RocksDB.DEFAULT_COLUMN_FAMILY, UTF_8); // must be there, is empty
    private static final String STATE_PREFIX = "state:";
    private static final long READ_AHEAD = 1 << 20;

    /** How to open. */
    enum Mode {
        CREATE,
        INSPECT,
        WRITE
    }

    private final NativeOptions options;
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new HashMap<>();
    private final WriteOptions patient = new WriteOptions();
    private final WriteOptions atOnce = new WriteOptions().setNoSlowdown(true);
    private final ReadOptions lookup = new ReadOptions();
    private final AtomicBoolean detached = new AtomicBoolean(); // set by the first thread that notices
    private final ReadOptions scan = new ReadOptions().setFillCache(false).setReadaheadSize(READ_AHEAD);

    private OpenDatabase(NativeOptions options, RocksDB db, List<ColumnFamilyHandle> handles) throws RocksDBException {
        this.options = options;
        this.db = db;
        for (ColumnFamilyHandle handle : handles) {
            families.put(new String(handle.getName(), UTF_8), handle);
        }
    }

    static OpenDatabase open(Path directory, StoreSettings settings, Mode mode) throws RocksDBException {
        RocksDB.loadLibrary();
        NativeOptions options = new NativeOptions(settings, mode);
        try {
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (String name : families(directory, mode)) {
                descriptors.add(new ColumnFamilyDescriptor(name.getBytes(UTF_8), options.family(isState(name))));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB db = mode == Mode.INSPECT
                    ? RocksDB.openReadOnly(options.database(), directory.toString(), descriptors, handles)
                    : RocksDB.open(options.database(), directory.toString(), descriptors, handles);
            return new OpenDatabase(options, db, handles);
        } catch (RocksDBException e) {
            RocksDBException completed = options.completed(e);
            options.close();
            throw completed;
        }
    }

    private static List<String> families(Path directory, Mode mode) throws RocksDBException {
        List<String> names = new ArrayList<>();
        if (mode == Mode.CREATE) {
            names.add(DEFAULT);
            names.addAll(OWN_FAMILIES);
            names.add(DEAD_LETTER_INDEX);
            return names;
        }
        try (Options any = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(any, directory.toString())) {
                names.add(new String(name, UTF_8));
            }
        }
        // of a damaged database it may list none without a word; opening it will tell
        return names.isEmpty() ? List.of(DEFAULT) : names;
    }

    private static boolean isState(String family) {
        return family.startsWith(STATE_PREFIX);
    }

    static String familyOf(String state) {
        return STATE_PREFIX + state;
    }

    /** Names of all column families. */
    Set<String> families() {
        return families.keySet();
    }

    /** Names of all states that have a column family. */
    Set<String> states() {
        Set<String> states = new TreeSet<>();
        for (String family : families.keySet()) {
            if (isState(family)) {
                states.add(family.substring(STATE_PREFIX.length()));
            }
        }
        return states;
    }

    void createState(String state) throws RocksDBException {
        createFamily(familyOf(state));
    }

    /** Makes what earlier versions did not know. */
    void complete() throws RocksDBException {
        if (!families.containsKey(DEAD_LETTER_INDEX)) {
            createFamily(DEAD_LETTER_INDEX);
        }
    }

    private void createFamily(String name) throws RocksDBException {
        families.put(
                name,
                db.createColumnFamily(new ColumnFamilyDescriptor(name.getBytes(UTF_8), options.family(isState(name)))));
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle handle = families.get(name);
        if (handle == null) {
            throw new IllegalArgumentException("The store has no column family '%s'".formatted(name));
        }
        return handle;
    }

    /** For writes that may wait while RocksDB catches up. */
    WriteOptions patient() {
        return patient;
    }

    /** For writes that rather fail than wait. */
    WriteOptions atOnce() {
        return atOnce;
    }

    byte @Nullable [] get(String family, byte[] key) throws RocksDBException {
        return db.get(family(family), lookup, key);
    }

    void put(String family, byte[] key, byte[] value) throws RocksDBException {
        db.put(family(family), patient, key, value);
    }

    void write(WriteBatch batch) throws RocksDBException {
        db.write(patient, batch);
    }

    /** Deletes the keys from {@code begin}, inclusive, to {@code end}, exclusive. */
    void deleteRange(String family, byte[] begin, byte[] end) throws RocksDBException {
        db.deleteRange(family(family), patient, begin, end);
    }

    /** Deletes the files that hold nothing but keys from {@code begin} to {@code end}: their room is free at once. */
    void deleteFiles(String family, byte[] begin, byte[] end) throws RocksDBException {
        db.deleteFilesInRanges(family(family), List.of(begin, end), false);
    }

    /** To read from front to back. To be closed before the database. */
    RocksIterator scan(String family) {
        return db.newIterator(family(family), scan);
    }

    long sizeOf(String family) throws RocksDBException {
        ColumnFamilyHandle handle = family(family);
        return db.getLongProperty(handle, "rocksdb.live-sst-files-size")
                + db.getLongProperty(handle, "rocksdb.cur-size-all-mem-tables");
    }

    /** Estimated bytes of everything. */
    long size() throws RocksDBException {
        long bytes = 0;
        for (String family : families.keySet()) {
            bytes += sizeOf(family);
        }
        return bytes;
    }

    /** Writes all that is in memory to files with checksums. */
    void flush() throws RocksDBException {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, List.copyOf(families.values()));
        }
    }

    /**
     * The directory is another one now: what belongs to others must not be deleted or overwritten, in the background or when
     * this is closed. It can still be read, and its log written.
     */
    void detach() throws RocksDBException {
        if (!detached.getAndSet(true)) {
            db.disableFileDeletions();
            db.pauseBackgroundWork();
        }
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        scan.close();
        lookup.close();
        atOnce.close();
        patient.close();
        options.close();
    }
}
