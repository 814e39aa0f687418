package dev.bettong.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * A number that two states have in common if they have the same entities, in whatever order they came to be: the sum of
 * the entities' hashes. When an entity was touched does not count.
 *
 * @param entities how many there are
 * @param high upper half of the sum
 * @param low lower half of the sum
 */
public record StateDigest(long entities, long high, long low) {

    /**
     * The digest of all stored entities of a state.
     *
     * @param canonical makes bytes of an entity that are the same for entities that are equal; codecs may write a map in
     *     any order
     */
    public static StateDigest of(Store store, String state, UnaryOperator<byte[]> canonical) {
        Sum sum = new Sum();
        store.forEachEntity(state, (key, entity) -> sum.add(key, canonical.apply(entity.bytes())));
        return new StateDigest(sum.entities, sum.high, sum.low);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "%s%s (%d entities)".formatted(hex.toHexDigits(high), hex.toHexDigits(low), entities);
    }

    private static final class Sum {

        private final MessageDigest sha256 = sha256();
        private long entities;
        private long high;
        private long low;

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }

        void add(byte[] key, byte[] value) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, key.length));
            sha256.update(key);
            ByteBuffer hash = ByteBuffer.wrap(sha256.digest(value));
            high += hash.getLong();
            low += hash.getLong();
            entities++;
        }
    }
}
