package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** The statuses of two pipelines that start with one source, as the log has them. */
@Isolated("reads the log")
class SharedSourceStartTest {

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger transitions = (Logger) LoggerFactory.getLogger(PipelineLife.class);

    @BeforeEach
    void listen() {
        transitions.setLevel(Level.INFO);
        logged.start();
        transitions.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        transitions.detachAppender(logged);
    }

    private static Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .to(Sink.tcp("out", (String line) -> line.getBytes(UTF_8)));
    }

    @Test
    void recoverNothingWithoutADataDirectory() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).run(out.port(), pipeline("early"), pipeline("late"))) {
            running.await("early", Status.RUNNING);
            running.await("late", Status.RUNNING);
        }

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("Pipeline 'early' is RUNNING", "Pipeline 'late' is RUNNING")
                .doesNotContain("Pipeline 'early' is RECOVERING", "Pipeline 'late' is RECOVERING");
    }
}
