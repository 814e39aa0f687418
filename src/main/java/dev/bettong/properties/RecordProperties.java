package dev.bettong.properties;

import org.jspecify.annotations.Nullable;

/**
 * Binary records: {@code decoder.record} and {@code encoder.record}.
 *
 * @param format Layout in the notation of Python's struct module, such as {@code >IHd}.
 * @param type Class of the records.
 */
public record RecordProperties(
        @Nullable String format, @Nullable String type) implements BettongSection {}
