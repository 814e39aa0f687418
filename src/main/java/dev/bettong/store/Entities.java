package dev.bettong.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The entities that are in force: a column family for each state. A value is the time of the last touch in milliseconds
 * (8 bytes, big-endian) and what the codec gave. Any thread.
 */
final class Entities {

    private static final int PIECE_BYTES = 1 << 20;
    private static final int PIECE_COUNT = 4096;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(byte[] key, byte[] value) {}

    private final Database database;

    Entities(Database database) {
        this.database = database;
    }

    @Nullable
    Stored find(String state, byte[] key) {
        byte[] value = database.call("read an entity of", open -> open.get(OpenDatabase.familyOf(state), key));
        return value == null ? null : stored(value);
    }

    static Stored stored(byte[] value) {
        return new Stored(touched(value), Arrays.copyOfRange(value, Long.BYTES, value.length));
    }

    private static long touched(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    void forEach(String state, Stored.Visitor visitor) {
        byte[] from = {};
        while (true) {
            List<Raw> piece = piece(state, from, PIECE_COUNT);
            if (piece.isEmpty()) {
                return;
            }
            piece.forEach(raw -> visitor.visit(raw.key(), stored(raw.value())));
            from = behind(piece.getLast().key());
        }
    }

    private List<Raw> piece(String state, byte[] from, int limit) {
        return database.call("read entities of", open -> {
            List<Raw> piece = new ArrayList<>();
            try (RocksIterator entities = open.scan(OpenDatabase.familyOf(state))) {
                int bytes = 0;
                entities.seek(from);
                for (; entities.isValid() && bytes < PIECE_BYTES && piece.size() < limit; entities.next()) {
                    Raw raw = new Raw(entities.key(), entities.value());
                    piece.add(raw);
                    bytes += raw.key().length + raw.value().length;
                }
                entities.status();
            }
            return piece;
        });
    }

    /** The first key behind a key. */
    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    Store.Sweep sweep(String state, long olderThanMillis, byte @Nullable [] cursor, int limit) {
        List<Raw> piece = piece(state, cursor == null ? new byte[0] : cursor, limit);
        List<byte[]> expired = piece.stream()
                .filter(raw -> touched(raw.value()) < olderThanMillis)
                .map(Raw::key)
                .toList();
        if (!expired.isEmpty()) {
            delete(state, expired);
        }
        return new Store.Sweep(
                expired.size(), piece.isEmpty() ? null : behind(piece.getLast().key()));
    }

    private void delete(String state, List<byte[]> keys) {
        database.run("delete entities from", open -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (byte[] key : keys) {
                    batch.delete(open.family(OpenDatabase.familyOf(state)), key);
                }
                open.write(batch);
            }
        });
    }
}
