package dev.bettong.window;

import dev.bettong.pipeline.Window;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Where windows start and end that are the same for all keys. Times are milliseconds since 1970. */
sealed interface WindowGrid {

    /** The start of the pane that contains a time. */
    long pane(long time);

    /** The end of a pane. */
    long paneEnd(long start);

    /** The start of the first window that ends after a time. */
    long firstEndingAfter(long time);

    /** The start of the last window that contains a time. */
    long last(long time);

    /** The end of a window. */
    long end(long start);

    static WindowGrid of(Window.Span span) {
        long size = span.size().toMillis();
        long every = span.every().toMillis();
        long pane = BigInteger.valueOf(size).gcd(BigInteger.valueOf(every)).longValue();
        return new Spans(size, every, pane, span.offset().toMillis());
    }

    static WindowGrid of(Window.Days days) {
        return new Days(days.zone());
    }

    /** Windows of one length. */
    record Spans(long size, long every, long pane, long offset) implements WindowGrid {

        @Override
        public long pane(long time) {
            return floor(time, pane);
        }

        @Override
        public long paneEnd(long start) {
            return start + pane;
        }

        @Override
        public long firstEndingAfter(long time) {
            return floor(time - size, every) + every;
        }

        @Override
        public long last(long time) {
            return floor(time, every);
        }

        @Override
        public long end(long start) {
            return start + size;
        }

        private long floor(long time, long length) {
            return Math.floorDiv(time - offset, length) * length + offset;
        }
    }

    /** Calendar days. A day begins at the first time that it has in its zone, which is not always midnight. */
    record Days(ZoneId zone) implements WindowGrid {

        @Override
        public long pane(long time) {
            return start(day(time));
        }

        @Override
        public long paneEnd(long start) {
            return end(start);
        }

        @Override
        public long firstEndingAfter(long time) {
            return start(day(time));
        }

        @Override
        public long last(long time) {
            return pane(time);
        }

        @Override
        public long end(long start) {
            return start(day(start).plusDays(1));
        }

        /** Where a clock is set back across midnight, the next day has begun although the date is the one before. */
        private LocalDate day(long time) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(time), zone);
            return start(day.plusDays(1)) <= time ? day.plusDays(1) : day;
        }

        private long start(LocalDate day) {
            return day.atStartOfDay(zone).toInstant().toEpochMilli();
        }
    }
}
