package dev.bettong.properties;

/** What the runtime promises about the events that it has accepted. */
public enum Delivery {

    /** Nothing is kept on disk: what is under way when the process ends is lost. */
    AT_MOST_ONCE,

    /** Every accepted frame changes the state exactly once, whatever happens to the process. */
    EXACTLY_ONCE_STATE
}
