package dev.bettong.contract;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event of the contract, or what is computed from one.
 *
 * @param key of which it is
 * @param time milliseconds since 1970; 0 for what brings none with it
 * @param text all of it: "a@5:set=10" is of key a, has the time 5, and sets a timer
 */
public record Said(String key, long time, String text) {

    private static final Pattern EVENT = Pattern.compile("([a-z])\\d*(?:@(-?\\d+))?((?::[a-z]+(?:=-?\\d+)?)*)");

    static Said parse(String text) {
        Matcher event = EVENT.matcher(text);
        if (!event.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Said(event.group(1), event.group(2) == null ? 0 : Long.parseLong(event.group(2)), text);
    }

    /** Of the same key. */
    static Said of(String key, String text) {
        return new Said(key, 0, text);
    }

    boolean says(String command) {
        return commands().stream().anyMatch(each -> each.equals(command) || each.startsWith(command + "="));
    }

    /** The number behind a command; {@code null} without the command. */
    @Nullable
    Long number(String command) {
        return commands().stream()
                .filter(each -> each.startsWith(command + "="))
                .map(each -> Long.valueOf(each.substring(command.length() + 1)))
                .findFirst()
                .orElse(null);
    }

    private List<String> commands() {
        return Arrays.asList(text.split(":", -1)).subList(1, text.split(":", -1).length);
    }
}
