package dev.bettong.chain;

/** One place of a chain at which functions are called. */
record Place(StepPosition position, int index) {

    /** A function is about to be called. */
    void enter() {
        position.enter(index);
    }
}
