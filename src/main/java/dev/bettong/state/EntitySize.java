package dev.bettong.state;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the memory that an entity of a state takes, from a moving average of the encoded sizes of some. Owned by one
 * worker.
 */
final class EntitySize {

    /** Memory besides key and value: the objects around them, about. */
    private static final long OVERHEAD_BYTES = 160;

    /** Memory that key and value take for each byte of their encoded form: objects have headers and references, about. */
    private static final long BYTES_PER_ENCODED = 3;

    /** The encoded size that is assumed before an entity was encoded, in bytes. */
    private static final long FIRST_ESTIMATE = 64;

    /** How slowly the average follows: a single large entity must not make all of them count as large. */
    private static final int AVERAGE_OVER = 32;

    /** Changes from one entity that is encoded only for its size to the next, at least. */
    private static final int SAMPLE_INTERVAL = 64;

    /** Encoded bytes for which a further change passes before the next sample: large entities are sampled less often. */
    private static final int BYTES_PER_CHANGE = 16;

    private final State<?> state;
    private @Nullable StateCodec<Object> codec; // only when something has to be encoded
    private long encodedBytes = FIRST_ESTIMATE; // with the key
    private int changesToSample;

    EntitySize(State<?> state) {
        this.state = state;
    }

    /** Bytes that an entity takes in memory, on average. */
    long bytes() {
        return OVERHEAD_BYTES + BYTES_PER_ENCODED * encodedBytes;
    }

    /** An entity was encoded. */
    void encoded(int keyBytes, int valueBytes) {
        encodedBytes += (keyBytes + valueBytes - encodedBytes) / AVERAGE_OVER;
    }

    private StateCodec<Object> codec() {
        StateCodec<Object> made = codec;
        if (made == null) {
            made = StateCodecs.of(state);
            codec = made;
        }
        return made;
    }

    /** A function has changed an entity that no checkpoint will encode: now and then, this encodes it. */
    void changed(Entity entity) {
        if (--changesToSample > 0) {
            return;
        }
        changesToSample = SAMPLE_INTERVAL;
        try {
            int value = codec().encode(entity.value).length;
            encoded(KeyCodec.encode(entity.key).length, value);
            changesToSample = Math.max(SAMPLE_INTERVAL, value / BYTES_PER_CHANGE);
        } catch (Exception | StackOverflowError unstorable) { // it need not be stored: the estimate stays as it is
        }
    }
}
