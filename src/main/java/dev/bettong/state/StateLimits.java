package dev.bettong.state;

/**
 * How many entities may be in memory. With a store, those beyond it leave memory once they are saved; without one, events
 * with new keys fail.
 *
 * @param entities number of entities; 0 is without limit
 * @param bytes bytes of entities, estimated by {@link EntitySize}; 0 is without limit
 */
public record StateLimits(long entities, long bytes) {

    /** Any number of entities. */
    public static final StateLimits NONE = new StateLimits(0, 0);

    /** The equal share of each of so many workers. */
    public StateLimits share(int workers) {
        return new StateLimits(share(entities, workers), share(bytes, workers));
    }

    private static long share(long limit, int workers) {
        return limit == 0 ? 0 : Math.max(1, limit / workers);
    }

    boolean bounded() {
        return entities > 0 || bytes > 0;
    }
}
