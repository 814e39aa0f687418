package dev.bettong.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it: by letting time pass, or by setting it as one sets a system clock. */
public final class SettableClock extends Clock {

    private volatile Instant now; // written by the test, read by all
    private final AtomicLong nanos = new AtomicLong(); // likewise

    public SettableClock(Instant begin) {
        now = begin;
    }

    /** Time passes. */
    public void advance(Duration time) {
        now = now.plus(time);
        nanos.addAndGet(time.toNanos());
    }

    /** Somebody sets the clock, and no time passes. */
    public void jump(Duration by) {
        now = now.plus(by);
    }

    /** In place of {@link System#nanoTime()}. */
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock knows UTC only");
    }
}
