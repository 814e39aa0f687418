package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.journal.Varint;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Encoded entities on their way to a checkpoint. Owned by one thread at a time: the one that fills it hands it over.
 *
 * <p>Layout of an entity, lengths as varints: length of the state's name plus 1 and the name, or 0 for the state of the
 * entity before; length of the key and the key; length of what is stored plus 1 and that, or 0 if the entity is no more.
 */
public final class EntitySlice {

    private static final int FIRST_CAPACITY = 16 * 1024;
    private static final int MAX_LENGTHS = 3 * Varint.MAX_BYTES;

    private final Set<String> states = new TreeSet<>();
    private ByteBuffer entities = ByteBuffer.allocate(FIRST_CAPACITY);
    private @Nullable String lastState;
    private int count;

    /** Adds an entity. */
    public void add(String state, byte[] key, byte[] value, long touchedMillis) {
        int size = Long.BYTES + value.length;
        begin(state, key, size);
        Varint.put(entities, size + 1);
        entities.putLong(touchedMillis).put(value);
    }

    /** Adds that an entity is no more. */
    public void remove(String state, byte[] key) {
        begin(state, key, 0);
        Varint.put(entities, 0);
    }

    private void begin(String state, byte[] key, int more) {
        byte[] name = state.equals(lastState) ? new byte[0] : state.getBytes(UTF_8);
        require(MAX_LENGTHS + name.length + key.length + more);
        if (state.equals(lastState)) {
            Varint.put(entities, 0);
        } else {
            Varint.put(entities, name.length + 1);
            entities.put(name);
            lastState = state;
            states.add(state);
        }
        Varint.putBytes(entities, key);
        count++;
    }

    private void require(int bytes) {
        if (entities.remaining() < bytes) {
            int capacity = Math.max(2 * entities.capacity(), Math.addExact(entities.position(), bytes));
            entities = ByteBuffer.allocate(capacity).put(entities.flip());
        }
    }

    /** Size of what was added. */
    public int bytes() {
        return entities.position();
    }

    /** Entities that were added. */
    public int count() {
        return count;
    }

    Set<String> states() {
        return states;
    }

    /** The entities as bytes, from index 0 to {@link #bytes()}. */
    byte[] array() {
        return entities.array();
    }
}
