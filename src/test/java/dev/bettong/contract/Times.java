package dev.bettong.contract;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as vectors have them. */
final class Times {

    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    private static final Pattern DURATION = Pattern.compile("([+-]?\\d+)(ms|s|m|h|d|)");

    private Times() {}

    /** Without a unit milliseconds. */
    static Duration duration(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException(text);
        }
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMillis(number);
        };
    }

    /** Milliseconds since 1970 in place of all points of time. */
    static String inMillis(String text) {
        return INSTANT.matcher(text)
                .replaceAll(found -> String.valueOf(
                        OffsetDateTime.parse(found.group()).toInstant().toEpochMilli()));
    }
}
