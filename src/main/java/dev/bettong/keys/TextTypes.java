package dev.bettong.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Function;

/**
 * The types of {@code java.time}, which are stored as the text that their {@code toString} gives: it says all of a value,
 * and can be read in ten years.
 */
public final class TextTypes {

    /** Zones come last: their classes are not all public, so an instance is looked for. */
    public static final List<TextType<?>> ALL = List.of(
            new TextType<>(Instant.class, Instant::parse),
            new TextType<>(LocalDate.class, LocalDate::parse),
            new TextType<>(LocalDateTime.class, LocalDateTime::parse),
            new TextType<>(LocalTime.class, LocalTime::parse),
            new TextType<>(OffsetDateTime.class, OffsetDateTime::parse),
            new TextType<>(OffsetTime.class, OffsetTime::parse),
            new TextType<>(ZonedDateTime.class, ZonedDateTime::parse),
            new TextType<>(Year.class, text -> Year.of(Integer.parseInt(text))),
            new TextType<>(YearMonth.class, TextTypes::yearMonth),
            new TextType<>(MonthDay.class, MonthDay::parse),
            new TextType<>(Duration.class, Duration::parse),
            new TextType<>(Period.class, Period::parse),
            new TextType<>(ZoneOffset.class, ZoneOffset::of),
            new TextType<>(ZoneId.class, ZoneId::of));

    private TextTypes() {}

    /** As with years, its own parser does not read every year that its {@code toString} writes. */
    private static YearMonth yearMonth(String text) {
        int dash = text.lastIndexOf('-');
        return YearMonth.of(Integer.parseInt(text, 0, dash, 10), Integer.parseInt(text, dash + 1, text.length(), 10));
    }

    /**
     * A type and the way back from its text.
     *
     * @param type what is written by {@code toString}
     * @param parser reads what {@code toString} wrote
     */
    public record TextType<T>(Class<T> type, Function<String, T> parser) {

        public String name() {
            return type.getSimpleName();
        }
    }
}
