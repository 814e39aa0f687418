package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.runtime.FatalErrors;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Halts the process, with one line on standard error that says why: no shutdown hook, no log, nothing else that may need
 * the memory that is not there. Thread-safe.
 */
public final class ProcessHalt implements Thread.UncaughtExceptionHandler {

    /** Exit code of a process that has halted itself; {@code EX_SOFTWARE} of sysexits.h. */
    public static final int EXIT_CODE = 70;

    /** The line to write if there is no memory to format the full one. */
    private static final byte[] SHORT =
            "Bettong halts (exit code 70): out of memory, and none is left to say more\n".getBytes(UTF_8);

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    /** Loads all classes that halting needs, since there may be no memory for that later. */
    public ProcessHalt() {
        line(new Thread("none"), new OutOfMemoryError());
    }

    /** Halts on fatal errors; handles other uncaught exceptions as the JVM does by default. */
    public static Thread.UncaughtExceptionHandler onFatal(Thread.@Nullable UncaughtExceptionHandler others) {
        ProcessHalt halt = new ProcessHalt();
        return (thread, thrown) -> {
            if (FatalErrors.in(thrown) != null) {
                halt.uncaughtException(thread, thrown);
            } else if (others != null) {
                others.uncaughtException(thread, thrown);
            } else {
                System.err.print("Exception in thread \"" + thread.getName() + "\" ");
                thrown.printStackTrace();
            }
        };
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        Thread.interrupted(); // otherwise work at the end of the JVM, such as an agent's, might be cut short
        try {
            STANDARD_ERROR.write(line(thread, thrown));
        } catch (IOException | Error e) {
            say(SHORT);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static void say(byte[] line) {
        try {
            STANDARD_ERROR.write(line);
        } catch (IOException e) {
            // there is no other place to report it
        }
    }

    /** Quotes the message of an error of the JVM, which says what it lacks, but of nothing else: that might quote data. */
    private static byte[] line(Thread thread, Throwable thrown) {
        VirtualMachineError fatal = FatalErrors.in(thrown);
        Throwable cause = fatal == null ? thrown : fatal;
        StackTraceElement[] stack = cause.getStackTrace();
        return "Bettong halts (exit code %d): thread '%s' cannot continue after %s%s. %s\n"
                .formatted(
                        EXIT_CODE,
                        thread.getName(),
                        fatal == null ? thrown.getClass().getName() : fatal,
                        stack.length == 0 ? "" : " at " + stack[0],
                        "A restart recovers what the data directory holds.")
                .getBytes(UTF_8);
    }
}
