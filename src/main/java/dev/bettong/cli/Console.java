package dev.bettong.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Standard input and output of a command.
 *
 * @param out for what was asked for, which another program may read
 * @param err for all other output
 */
record Console(InputStream in, PrintStream out, PrintStream err) {

    /** Prints a line of something long; ends the command once nobody reads it any more. */
    void line(String text) {
        out.println(text);
        checkThatSomebodyReads();
    }

    /**
     * Flushes what was printed to its reader.
     *
     * @throws CommandFailure if it cannot be written
     */
    void checkThatSomebodyReads() {
        if (out.checkError()) {
            throw CommandFailure.failed(
                    "Cannot write to standard output: something of what was asked for is missing there.", null);
        }
    }
}
