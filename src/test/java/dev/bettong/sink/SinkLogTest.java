package dev.bettong.sink;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("reads the log")
class SinkLogTest {

    private static final String REFUSED = "Connection refused";

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final TcpSinkSettings settings = new TcpSinkSettings(
            "receiver", 7002, 1 << 20, Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(5));
    private final SinkLog sink = new SinkLog("out", settings, clock::nanoTime);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        ((Logger) LoggerFactory.getLogger(SinkLog.class)).addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(SinkLog.class)).detachAppender(logged);
    }

    private List<String> lines() {
        return logged.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void saysOnceThatASinkWithManyConnectionsIsAwayAndOnceThatItIsBack() {
        List<String> connections = List.of("worker 0", "worker 1", "worker 2");
        connections.forEach(sink::connecting);
        for (int second = 0; second < 30; second++) {
            connections.forEach(connection -> sink.failed(REFUSED));
            clock.advance(Duration.ofSeconds(1));
        }
        connections.forEach(sink::connected);

        assertThat(lines())
                .containsExactly(
                        "WARN Sink 'out' cannot connect to receiver:7002 and keeps trying: Connection refused",
                        "INFO Sink 'out' is connected to receiver:7002 again, after 30 s");
    }

    @Test
    void remindsOfASinkThatStaysAwayMoreAndMoreRarely() {
        sink.connecting("worker 0");
        for (int minute = 0; minute < 24 * 60; minute++) {
            sink.failed(REFUSED);
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(lines()).hasSizeBetween(25, 30).containsOnly(lines().getFirst());
    }

    @Test
    void saysANewReasonOnceAndEachLossOfTheConnection() {
        for (int i = 0; i < 2; i++) {
            sink.connecting("worker 0");
            sink.connected("worker 0");
            sink.lost("worker 0");
            sink.failed(REFUSED);
            sink.failed("No route to host");
            sink.failed(REFUSED);
            sink.connected("worker 0");
        }

        assertThat(lines()).hasSize(10);
        assertThat(lines().subList(0, 5))
                .containsExactly(
                        "INFO Sink 'out' is connected to receiver:7002",
                        "WARN Sink 'out' has lost its connection to receiver:7002; if the peer had not read all that was sent,"
                                + " the rest is lost",
                        "WARN Sink 'out' cannot connect to receiver:7002 and keeps trying: Connection refused",
                        "WARN Sink 'out' cannot connect to receiver:7002 and keeps trying: No route to host",
                        "INFO Sink 'out' is connected to receiver:7002 again, after 0 s");
    }

    @Test
    void doesNotFloodTheLogWithReasonsThatAlwaysDiffer() {
        sink.connecting("worker 0");
        for (int attempt = 0; attempt < 1000; attempt++) {
            sink.failed("refused from port " + attempt);
        }

        assertThat(lines()).hasSize(8);
    }
}
