package dev.bettong.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Puts into words what a function of the author threw. */
public final class FailureText {

    /** Longest cause of a dead letter, in characters: what is thrown may quote a whole payload. */
    static final int MAX_LENGTH = 2_000;

    private FailureText() {}

    /** Class and place in the code, without the message, which may quote the payload: for log and status. */
    public static String withoutMessage(Throwable thrown) {
        return thrown.getClass().getName() + place(thrown);
    }

    /** Class, message and place in the code: for a dead letter. */
    public static String withMessage(Throwable thrown) {
        String name = thrown.getClass().getName();
        String place = place(thrown);
        String message = message(thrown);
        if (message == null) {
            return bounded(name + place);
        }
        int room = Math.max(0, MAX_LENGTH - name.length() - 2 - place.length());
        String shown = message.length() <= room ? message : message.substring(0, room);
        return bounded(name + ": " + shown + place);
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable broken) { // the author's code, too
            return "its message could not be made, for " + broken.getClass().getName();
        }
    }

    /** Halves of a character, in the message or where it was cut, would not survive being written anywhere. */
    private static String bounded(String text) {
        String whole = new String(text.getBytes(UTF_8), UTF_8);
        return whole.length() <= MAX_LENGTH ? whole : whole.substring(0, MAX_LENGTH);
    }
}
