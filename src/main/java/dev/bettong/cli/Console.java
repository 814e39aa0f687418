package dev.bettong.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Standard input and output of a command.
 *
 * @param out for what was asked for, which another program may read
 * @param err for all that is said besides
 */
record Console(InputStream in, PrintStream out, PrintStream err) {}
