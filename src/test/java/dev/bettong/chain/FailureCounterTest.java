package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.PipelineFailedException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Isolated("reads the log")
class FailureCounterTest {

    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final LocalContext ports = new LocalContext(1);
    private long now = Long.MAX_VALUE - INTERVAL / 2; // System.nanoTime() may overflow

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(logged);
    }

    @Test
    void logsTheFirstFailureAndThenOneInTenSecondsForAllSince() {
        FailureCounter counter = counter(FailurePolicy.SKIP);
        counter.failed("first", 7);
        now += INTERVAL - 1;
        for (int i = 0; i < 99; i++) {
            counter.failed("within the interval", 7);
        }
        now += 1;
        counter.failed("last", 7);
        assertThat(messages())
                .containsExactly(
                        "Pipeline 'orders' skipped 1 at 'parse' (decode): first",
                        "Pipeline 'orders' skipped 100 at 'parse' (decode): last");
        assertThat(counter.count()).isEqualTo(101);
    }

    @Test
    void looksForThePlaceInTheCodeOnlyIfItIsLogged() {
        FailureCounter counter = counter(FailurePolicy.SKIP);
        Costly costly = new Costly();
        for (int i = 0; i < 100; i++) {
            counter.threw(costly, 7);
        }
        assertThat(costly.asked).isEqualTo(1);
    }

    @Test
    void saysClassAndPlaceButNotTheMessageOfWhatWasThrown() {
        counter(FailurePolicy.SKIP).threw(new IllegalStateException("open sesame", new RuntimeException("sesame")), 7);
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Pipeline 'orders' skipped 1 at 'parse' (decode): java.lang.IllegalStateException at "
                        + FailureCounterTest.class.getName() + ".")
                .doesNotContain("sesame");
        assertThat(logged.list).allMatch(event -> event.getThrowableProxy() == null);
    }

    @Test
    void saysTheClassOfWhatHasNoStackTrace() {
        counter(FailurePolicy.SKIP).threw(new Traceless(), 7);
        assertThat(messages())
                .containsExactly("Pipeline 'orders' skipped 1 at 'parse' (decode): " + Traceless.class.getName());
    }

    @ParameterizedTest
    @EnumSource(
            value = FailurePolicy.class,
            names = {"SKIP", "FAIL"})
    void keepsNoDeadLetterByAnyOtherPolicy(FailurePolicy policy) {
        FailureCounter counter = counter(policy);
        try {
            counter.threw(new IllegalStateException("open sesame"), 7);
        } catch (PipelineFailedException e) {
            assertThat(policy).isEqualTo(FailurePolicy.FAIL);
        }
        assertThat(counter.count()).isEqualTo(1);
        assertThat(ports.letters).isEmpty();
    }

    @Test
    void keepsEveryFailureAsADeadLetterWithTheMessageButLogsOneWithoutIt() {
        FailureCounter counter = counter(FailurePolicy.DEAD_LETTER);
        counter.threw(new IllegalStateException("open sesame"), 7);
        counter.failed("no key", -1);
        assertThat(counter.count()).isEqualTo(2);
        assertThat(ports.letters).hasSize(2);
        LocalContext.Letter first = ports.letters.getFirst();
        assertThat(first.place()).isEqualTo("parse");
        assertThat(first.reason()).isEqualTo(FailureReason.DECODE);
        assertThat(first.partition()).isEqualTo(7);
        assertThat(first.cause())
                .startsWith("java.lang.IllegalStateException: open sesame at " + FailureCounterTest.class.getName());
        assertThat(ports.letters.getLast())
                .isEqualTo(new LocalContext.Letter("parse", FailureReason.DECODE, -1, "no key"));
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Pipeline 'orders' keeps 1 as dead letters at 'parse' (decode): "
                        + "java.lang.IllegalStateException at ")
                .doesNotContain("sesame");
    }

    @Test
    void failsThePipelineWithoutTheMessageOfWhatWasThrown() {
        FailureCounter counter = counter(FailurePolicy.FAIL);
        assertThatThrownBy(() -> counter.threw(new IllegalStateException("open sesame"), 7))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessageStartingWith("decode at 'parse': java.lang.IllegalStateException at ")
                .hasMessageNotContaining("sesame");
        assertThat(counter.count()).isEqualTo(1);
        assertThat(messages()).isEmpty();
    }

    private FailureCounter counter(FailurePolicy policy) {
        return new FailureCounter("orders", "parse", FailureReason.DECODE, policy, ports, () -> now);
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(FailureCounter.class);
    }

    /** Counts how often its stack trace is asked for: making one costs more than most functions do. */
    private static final class Costly extends RuntimeException {

        private static final long serialVersionUID = 1;

        private int asked;

        @Override
        public StackTraceElement[] getStackTrace() {
            asked++;
            return super.getStackTrace();
        }
    }

    private static final class Traceless extends RuntimeException {

        private static final long serialVersionUID = 1;

        Traceless() {
            super("open sesame", null, false, false);
        }
    }
}
