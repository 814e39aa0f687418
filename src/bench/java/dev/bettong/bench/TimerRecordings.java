package dev.bettong.bench;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.NoPauseDetector;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A registry whose timers keep whole distributions, those of the same name together, and can begin anew. Thread-safe. */
final class TimerRecordings extends SimpleMeterRegistry {

    private static final int DIGITS = 3;
    private static final PauseDetector NO_PAUSES = NoPauseDetector.INSTANCE;

    private final Map<String, Histogram> histograms = new ConcurrentHashMap<>(); // by name of the timer

    /** In nanoseconds. */
    Histogram histogram(String timer) {
        return histograms.computeIfAbsent(timer, name -> {
            Histogram made = new ConcurrentHistogram(DIGITS);
            made.setAutoResize(true);
            return made;
        });
    }

    /** Forgets what was recorded so far. */
    void reset() {
        histograms.values().forEach(Histogram::reset);
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
        return new RecordedTimer(id, histogram(id.getName()));
    }

    private final class RecordedTimer extends AbstractTimer {

        private final Histogram recorded;

        private RecordedTimer(Meter.Id id, Histogram recorded) {
            super(id, config().clock(), DistributionStatisticConfig.NONE, NO_PAUSES, getBaseTimeUnit(), false);
            this.recorded = recorded;
        }

        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
            recorded.recordValue(unit.toNanos(amount));
        }

        @Override
        public long count() {
            return recorded.getTotalCount();
        }

        @Override
        public double totalTime(TimeUnit unit) {
            return unit.convert((long) (recorded.getMean() * recorded.getTotalCount()), TimeUnit.NANOSECONDS);
        }

        @Override
        public double max(TimeUnit unit) {
            return unit.convert(recorded.getMaxValue(), TimeUnit.NANOSECONDS);
        }
    }
}
