package dev.bettong.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.store.StoreSettings;
import dev.bettong.testing.SettableClock;
import dev.bettong.worker.Backpressure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What is known, and said, of a disk that comes and goes. */
@Isolated("reads the log")
class DiskHealthTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(BEGIN);
    private final DiskHealth disk = new DiskHealth(clock, clock::nanoTime);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        logged.start();
        log().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        log().detachAppender(logged);
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(DiskHealth.class);
    }

    @Test
    void keepsTheGateClosedWhileItIsInTrouble() throws IOException {
        Backpressure backpressure = new Backpressure(clock, () -> {});
        disk.pauses(backpressure);
        disk.failed(failure());
        assertThat(backpressure.open()).isFalse();
        disk.failsStill(failure());
        disk.repaired();
        assertThat(backpressure.open()).isTrue();
    }

    @Test
    void takesTroubleThatSoonComesBackForOne() throws IOException {
        StoreException failure = failure();
        for (int second = 0; second < 600; second++) {
            disk.failed(failure);
            assertThat(since()).isEqualTo(BEGIN);
            disk.failsStill(failure);
            clock.advance(Duration.ofSeconds(1));
            disk.repaired();
        }
        assertThat(logged.list.size()).isBetween(10, 25); // twice a minute, and not twice a second
    }

    @Test
    void takesTroubleThatComesBackLaterForAnother() throws IOException {
        disk.failed(failure());
        disk.repaired();
        clock.advance(Duration.ofHours(1));
        disk.failed(failure());
        assertThat(since()).isEqualTo(BEGIN.plus(Duration.ofHours(1)));
        disk.repaired();
        assertThat(logged.list).hasSize(4);
    }

    @Test
    void takesTroubleThatSoonComesBackForOneHoweverTheSystemClockIsSet() throws IOException {
        disk.failed(failure());
        disk.repaired();
        clock.jump(Duration.ofDays(1));
        disk.failed(failure());
        assertThat(since()).isEqualTo(BEGIN);
        disk.repaired();
        clock.jump(Duration.ofDays(-2));
        clock.advance(Duration.ofMinutes(1));
        disk.failed(failure());

        assertThat(since()).isEqualTo(clock.instant());
    }

    private Instant since() {
        return Objects.requireNonNull(disk.trouble()).since();
    }

    /** A real one: the data directory is a file. */
    private StoreException failure() throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, new byte[0]);
        StoreException failure = catchThrowableOfType(
                StoreException.class, () -> Store.open(StoreSettings.in(file)).close());
        assertThat(failure.kind()).isEqualTo(StoreException.Kind.DISK);
        return failure;
    }
}
