package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.journal.Varint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What is saved for a checkpoint before it is committed: column family {@code pending}. Used by the store's thread.
 *
 * <p>Entities wait here until they are applied, outputs until the next checkpoint is committed. Outputs: name of the
 * pipeline, name of the sink, worker, number of messages, messages; strings and messages behind their lengths, all
 * numbers as varints.
 */
final class StagedCheckpoint {

    /** Both bounds keep a write small, for appends to the journal wait behind it. */
    private static final int MAX_BATCH_ENTITIES = 256;

    private static final int MAX_BATCH_BYTES = 64 * 1024;

    private final Database database;
    private final StoreErrors diagnosis;

    StagedCheckpoint(Database database, StoreErrors diagnosis) {
        this.database = database;
        this.diagnosis = diagnosis;
    }

    void save(long checkpoint, int slice, EntitySlice entities) {
        byte[] key = Keys.entities(checkpoint, slice);
        database.run("save entities in", open -> {
            for (String state : entities.states()) {
                open.family(OpenDatabase.familyOf(state)); // it would be too late to find out when it is applied
            }
            open.db()
                    .put(
                            open.family(OpenDatabase.PENDING),
                            open.patient(),
                            key,
                            0,
                            key.length,
                            entities.array(),
                            0,
                            entities.bytes());
        });
    }

    void save(long checkpoint, int piece, SavedOutputs outputs) {
        byte[] value = encoded(outputs);
        database.run("save outputs in", open -> open.put(OpenDatabase.PENDING, Keys.outputs(checkpoint, piece), value));
    }

    private static byte[] encoded(SavedOutputs outputs) {
        byte[] pipeline = outputs.pipeline().getBytes(UTF_8);
        byte[] sink = outputs.sink().getBytes(UTF_8);
        int size = 4 * Varint.MAX_BYTES + pipeline.length + sink.length;
        for (byte[] message : outputs.messages()) {
            size = Math.addExact(size, Varint.MAX_BYTES + message.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        Varint.putBytes(bytes, pipeline);
        Varint.putBytes(bytes, sink);
        Varint.put(bytes, outputs.worker());
        Varint.put(bytes, outputs.messages().size());
        outputs.messages().forEach(message -> Varint.putBytes(bytes, message));
        byte[] exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return exact;
    }

    /** Moves the entities of a committed checkpoint to their states, unless that was done before. */
    void apply(long checkpoint, int slices) {
        for (int slice = 0; slice < slices; slice++) {
            byte[] key = Keys.entities(checkpoint, slice);
            byte[] entities = database.call("apply entities of", open -> open.get(OpenDatabase.PENDING, key));
            if (entities == null && slice == 0) {
                return; // all slices are deleted at once, so they were all applied
            }
            if (entities == null) {
                throw missing(checkpoint, "entities", slice, slices);
            }
            ByteBuffer source = ByteBuffer.wrap(entities);
            StringBuilder state = new StringBuilder();
            while (source.hasRemaining()) {
                database.run("apply entities of", open -> applySome(open, source, state));
            }
        }
    }

    private static void applySome(OpenDatabase open, ByteBuffer source, StringBuilder state) throws RocksDBException {
        int start = source.position();
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < MAX_BATCH_ENTITIES && source.hasRemaining(); i++) {
                applyOne(open, source, state, batch);
                if (source.position() - start > MAX_BATCH_BYTES) {
                    break;
                }
            }
            open.write(batch);
        } catch (RocksDBException e) {
            source.position(start);
            throw e;
        }
    }

    private static void applyOne(OpenDatabase open, ByteBuffer source, StringBuilder state, WriteBatch batch)
            throws RocksDBException {
        Change change = next(source, state);
        ColumnFamilyHandle family = open.family(OpenDatabase.familyOf(change.state()));
        if (change.value() == null) {
            batch.delete(family, change.key());
        } else {
            batch.put(family, change.key(), change.value());
        }
    }

    /**
     * What a checkpoint makes of an entity.
     *
     * @param value as it is stored; {@code null} if the entity is no more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Change(String state, byte[] key, byte @Nullable [] value) {}

    /**
     * Reads one change.
     *
     * @param state name of the state of the change before; becomes that of this one
     */
    private static Change next(ByteBuffer source, StringBuilder state) {
        int name = Varint.get(source);
        if (name > 0) {
            byte[] bytes = new byte[name - 1];
            source.get(bytes);
            state.setLength(0);
            state.append(new String(bytes, UTF_8));
        }
        byte[] key = Varint.getBytes(source);
        int size = Varint.get(source);
        if (size == 0) {
            return new Change(state.toString(), key, null);
        }
        byte[] value = new byte[size - 1];
        source.get(value);
        return new Change(state.toString(), key, value);
    }

    /** Shows the changes of a committed checkpoint, a later one of a key behind an earlier one; none if all are applied. */
    void forEachChange(long checkpoint, int slices, Consumer<Change> visitor) {
        for (int slice = 0; slice < slices; slice++) {
            byte[] key = Keys.entities(checkpoint, slice);
            byte[] entities = database.call("read the last checkpoint of", open -> open.get(OpenDatabase.PENDING, key));
            if (entities == null) {
                return;
            }
            ByteBuffer source = ByteBuffer.wrap(entities);
            StringBuilder state = new StringBuilder();
            while (source.hasRemaining()) {
                visitor.accept(next(source, state));
            }
        }
    }

    /** The unsent outputs of the last committed checkpoint. */
    List<SavedOutputs> outputs(long checkpoint, int pieces) {
        List<SavedOutputs> all = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            all.add(outputs(checkpoint, piece, pieces));
        }
        return all;
    }

    /** One of the {@code pieces} of the unsent outputs of the last committed checkpoint. */
    SavedOutputs outputs(long checkpoint, int piece, int pieces) {
        byte[] key = Keys.outputs(checkpoint, piece);
        byte[] value = database.call("read outputs of", open -> open.get(OpenDatabase.PENDING, key));
        if (value == null) {
            throw missing(checkpoint, "outputs", piece, pieces);
        }
        return decoded(value);
    }

    private static SavedOutputs decoded(byte[] value) {
        ByteBuffer source = ByteBuffer.wrap(value);
        String pipeline = new String(Varint.getBytes(source), UTF_8);
        String sink = new String(Varint.getBytes(source), UTF_8);
        int worker = Varint.get(source);
        int count = Varint.get(source);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Varint.getBytes(source));
        }
        return new SavedOutputs(pipeline, sink, worker, messages);
    }

    /**
     * Deletes the applied entities of a committed checkpoint, and the outputs of the one before. Ranges of one checkpoint
     * after the other do not overlap: many that all began at the same key would make every read slow.
     */
    void deleteApplied(long checkpoint) {
        if (checkpoint == 0) {
            return; // there never was one
        }
        delete(Keys.outputs(checkpoint - 1, 0), Keys.outputs(checkpoint, 0));
    }

    /** Deletes what was saved for a checkpoint that was not committed, and for any later one. */
    void deleteFrom(long checkpoint) {
        delete(Keys.entities(checkpoint, 0), Keys.entities(Long.MAX_VALUE, 0));
    }

    private void delete(byte[] begin, byte[] end) {
        database.run("delete saved entities from", open -> {
            open.deleteFiles(OpenDatabase.PENDING, begin, end);
            open.deleteRange(OpenDatabase.PENDING, begin, end);
        });
    }

    private StoreException missing(long checkpoint, String what, int number, int count) {
        return diagnosis.lost(
                "checkpoint %d has no piece %d of %d of its %s".formatted(checkpoint, number + 1, count, what));
    }
}
