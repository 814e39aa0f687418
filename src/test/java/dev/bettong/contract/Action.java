package dev.bettong.contract;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happens in a vector. */
public sealed interface Action {

    /** An event comes. */
    record Send(String connection, String event) implements Action {}

    /** A connection is open, and sends nothing. */
    record Open(String connection) implements Action {}

    /** A connection ends. */
    record Close(String connection) implements Action {}

    /** Time passes. */
    record Pass(Duration time) implements Action {}

    /** The clock of the machine is set. */
    record SetClock(Duration by) implements Action {}

    /** The service answers the call for an event. */
    record Answer(String event) implements Action {}

    /** A checkpoint. */
    record Save() implements Action {}

    /** The process dies, and runs again. */
    record Crash(Duration down) implements Action {}

    /** The process stops, and runs again. */
    record Restart(Duration down) implements Action {}

    private static Duration behind(String word, String token) {
        return token.equals(word) ? Duration.ZERO : Times.duration(token.substring(word.length() + 1));
    }

    /** Whether only a runtime with a data directory can do it. */
    default boolean durable() {
        return this instanceof Save || this instanceof Crash || this instanceof Restart;
    }

    /** Reads a word of the table. */
    static Action parse(String token) {
        if (token.startsWith("+")) {
            return new Pass(Times.duration(token.substring(1)));
        }
        if (token.startsWith("clock")) {
            return new SetClock(Times.duration(token.substring("clock".length())));
        }
        if (token.startsWith("answer=")) {
            return new Answer(token.substring("answer=".length()));
        }
        if (token.equals("checkpoint")) {
            return new Save();
        }
        if (token.startsWith("crash")) {
            return new Crash(behind("crash", token));
        }
        if (token.startsWith("restart")) {
            return new Restart(behind("restart", token));
        }
        Matcher numbered = Pattern.compile("(?:(\\d+):)?(.*)").matcher(token);
        if (!numbered.matches()) {
            throw new IllegalArgumentException(token);
        }
        String connection = numbered.group(1) == null ? "1" : numbered.group(1);
        return switch (numbered.group(2)) {
            case "open" -> new Open(connection);
            case "closed" -> new Close(connection);
            default -> new Send(connection, numbered.group(2));
        };
    }
}
