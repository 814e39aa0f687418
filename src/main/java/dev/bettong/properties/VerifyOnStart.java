package dev.bettong.properties;

/** When a start reads all files of the data directory and verifies their checksums. */
public enum VerifyOnStart {

    /** Unless the last run has stopped in order, and the files are those that it has left. */
    AFTER_CRASH,

    /** At every start, however long it takes. */
    ALWAYS
}
