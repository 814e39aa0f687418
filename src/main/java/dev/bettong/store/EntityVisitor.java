package dev.bettong.store;

/** Sees stored entities one by one. */
@FunctionalInterface
public interface EntityVisitor {

    /**
     * Called for one entity.
     *
     * @param key its encoded key
     * @param entity its bytes and time
     */
    void visit(byte[] key, Stored entity);
}
