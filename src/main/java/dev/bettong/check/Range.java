package dev.bettong.check;

import dev.bettong.problem.Problems;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Reports properties that are out of their range. */
final class Range {

    static final DataSize LEAST_BUFFER = DataSize.ofKilobytes(64);

    private final Problems problems;

    Range(Problems problems) {
        this.problems = problems;
    }

    void atLeast(String property, int value, int least) {
        if (value < least) {
            low(property, Integer.toString(value), Integer.toString(least));
        }
    }

    void atLeast(String property, DataSize value, DataSize least) {
        if (value.compareTo(least) < 0) {
            low(property, text(value), text(least));
        }
    }

    void atMost(String property, int value, int most) {
        if (value > most) {
            high(property, Integer.toString(value), Integer.toString(most));
        }
    }

    void atMost(String property, DataSize value, DataSize most) {
        if (value.compareTo(most) > 0) {
            high(property, text(value), text(most));
        }
    }

    void positive(String property, Duration value) {
        if (!value.isPositive()) {
            problems.add(
                    property,
                    "It is %s, but it must be longer than 0.".formatted(text(value)),
                    "Set it to a time such as 5s.");
        }
    }

    void notNegative(String property, Duration value) {
        if (value.isNegative()) {
            problems.add(
                    property,
                    "It is %s, but it must not be negative.".formatted(text(value)),
                    "Set it to a time such as 1h, or to 0.");
        }
    }

    void port(String property, int value, int least) {
        if (value < least || value > 65_535) {
            problems.add(
                    property,
                    "It is %d, which is not a port.".formatted(value),
                    "Set it to a number from %d to 65535.".formatted(least));
        }
    }

    void notBlank(String property, String value) {
        if (value.isBlank()) {
            problems.add(property, "It is empty.", "Set it to a host name or an address.");
        }
    }

    private void low(String property, String value, String least) {
        problems.add(
                property,
                "It is %s, but it must be at least %s.".formatted(value, least),
                "Set it to %s or more.".formatted(least));
    }

    private void high(String property, String value, String most) {
        problems.add(
                property,
                "It is %s, but it must be at most %s.".formatted(value, most),
                "Set it to %s or less.".formatted(most));
    }

    /** As it could have been written: in the largest unit that leaves no rest. */
    static String text(DataSize size) {
        long bytes = size.toBytes();
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MB";
        }
        return bytes != 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KB" : bytes + "B";
    }

    static String text(Duration duration) {
        boolean seconds = duration.toMillisPart() == 0;
        return DurationStyle.SIMPLE.print(duration, seconds ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
    }
}
