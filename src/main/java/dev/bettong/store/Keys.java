package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** The keys of the column families, all big-endian, so that they sort by number. */
final class Keys {

    static final int JOURNAL_SIZE = Integer.BYTES + Long.BYTES;

    private static final byte ENTITIES = 0;
    private static final byte OUTPUTS = 1;

    private Keys() {}

    /** Key of a document in column family {@code manifest}. */
    static byte[] document(String name) {
        return name.getBytes(UTF_8);
    }

    /** Partition id, position. */
    static byte[] journal(int partition, long position) {
        return ByteBuffer.allocate(JOURNAL_SIZE)
                .putInt(partition)
                .putLong(position)
                .array();
    }

    /** The position in a key, or -1 if it belongs to another partition. */
    static long position(int partition, byte[] journalKey) {
        ByteBuffer key = ByteBuffer.wrap(journalKey);
        return key.getInt() == partition ? key.getLong() : -1;
    }

    /** A slice of entities: checkpoint, 0, number of the slice. */
    static byte[] entities(long checkpoint, int slice) {
        return pending(checkpoint, ENTITIES, slice);
    }

    /** Messages of a sink: checkpoint, 1, number of the piece. Behind all entities of the checkpoint. */
    static byte[] outputs(long checkpoint, int piece) {
        return pending(checkpoint, OUTPUTS, piece);
    }

    private static byte[] pending(long checkpoint, byte kind, int number) {
        return ByteBuffer.allocate(Long.BYTES + 1 + Integer.BYTES)
                .putLong(checkpoint)
                .put(kind)
                .putInt(number)
                .array();
    }

    static byte[] deadLetter(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    static long deadLetterId(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }
}
