package dev.bettong.properties;

/** Where pipelines run. */
public enum RuntimeKind {

    /** In this process. */
    EMBEDDED
}
