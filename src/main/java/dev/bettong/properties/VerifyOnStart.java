package dev.bettong.properties;

/** When a start reads all files of the data directory and verifies their checksums. */
public enum VerifyOnStart {

    /** Unless the last run stopped cleanly, and the files still have the same names and sizes. */
    AFTER_CRASH,

    /** At every start, however long it takes. */
    ALWAYS
}
