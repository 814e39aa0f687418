package dev.bettong.state;

/** The entities in memory have reached their limit, and none can leave it, since there is no store. */
final class StateFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StateFullException(String state) {
        super(
                ("State '%s' takes no new key: the entities in memory have reached bettong.state.max-memory or"
                                + " max-entities. With bettong.data-directory, entities leave memory once they are saved.")
                        .formatted(state),
                null,
                false,
                false); // it may come with every event
    }
}
