package dev.bettong.examples.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * Lines of a web server's access log in, in the combined format of Apache and nginx; out comes a line for every visit, which
 * ends when its client asks for nothing for half an hour. Time is that of the log.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/sessions/sessions.properties")
public class Sessions {

    static final State<Session> SESSIONS = State.named(
            "sessions",
            Session.class,
            () -> Session.of(new PageView("", Instant.EPOCH, ""))); // sessions begin with a page

    @Bean
    FramedDecoder<PageView> pageView() {
        return Decoder.lines(line -> PageView.parse(new String(line, UTF_8)));
    }

    @Bean
    Computation<PageView, Session> sessionOfOnePage() {
        return Session::of;
    }

    @Bean
    PartitionFunction<Session, String> clientOfSession() {
        return Session::client;
    }

    @Bean
    Encoder<Aggregated<String, Session>> sessionLine() {
        return closed -> {
            Session session = closed.value();
            return "%s %s pages=%d seconds=%d first=%s last=%s\n"
                    .formatted(
                            session.client(),
                            session.begin(),
                            session.pages(),
                            session.duration().toSeconds(),
                            session.firstPage(),
                            session.lastPage())
                    .getBytes(UTF_8);
        };
    }

    @Bean
    Pipeline sessionsPipeline(
            FramedDecoder<PageView> pageView,
            Computation<PageView, Session> sessionOfOnePage,
            PartitionFunction<Session, String> clientOfSession,
            Encoder<Aggregated<String, Session>> sessionLine) {
        return Pipeline.named("Sessions")
                .from(Source.tcp("access-log", pageView)
                        .eventTime(EventTime.of(PageView::at).outOfOrder(Duration.ofMinutes(1))))
                .compute("session of one page", sessionOfOnePage)
                .partition(clientOfSession)
                .window(Window.session(Duration.ofMinutes(30)))
                .aggregate("join sessions", SESSIONS, Aggregation.reduce(Session::merge))
                .to(Sink.tcp("sessions", sessionLine));
    }
}
