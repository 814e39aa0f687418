package dev.bettong.examples.sessions;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Pipeline pipeline() {
        Sessions sessions = new Sessions();
        return sessions.sessionsPipeline(
                sessions.pageView(), sessions.sessionOfOnePage(), sessions.clientOfSession(), sessions.sessionLine());
    }

    /** At a time of 10 October 2000, in the zone of the server. */
    private static String line(String client, String time, String page) {
        return "%s - - [10/Oct/2000:%s -0700] \"GET %s HTTP/1.1\" 200 2326 \"-\" \"Mozilla/5.0\""
                .formatted(client, time, page);
    }

    @Test
    void joinsThePagesOfAClient() {
        PipelineTest.everywhere(
                test -> {
                    test.source("access-log")
                            .send(line("10.0.0.1", "13:00:00", "/"), line("10.0.0.2", "13:00:00", "/docs"));
                    test.source("access-log")
                            .send(line("10.0.0.1", "13:29:59", "/pricing"), line("10.0.0.1", "13:29:10", "/late?x=1"));
                    test.pass(SECOND);
                    test.source("access-log").send(line("10.0.0.1", "13:30:30", "/pay"));
                    test.source("access-log").send(line("10.0.0.3", "14:01:30", "/"));
                    test.pass(SECOND); // other workers hear of it
                    test.sink("sessions")
                            .sendsInAnyOrder(
                                    "10.0.0.1 2000-10-10T20:00:00Z pages=4 seconds=1830 first=/ last=/pay",
                                    "10.0.0.2 2000-10-10T20:00:00Z pages=1 seconds=0 first=/docs last=/docs");
                },
                pipeline());
    }

    /** Also on workers that had not heard of the last line when the connection ended. */
    @Test
    void endsSessionsOfALogThatIsSentAsAWhole() {
        try (PipelineTest test = PipelineTest.of(pipeline()).workers(8)) {
            test.source("access-log")
                    .send(
                            line("10.0.0.1", "13:00:00", "/a"),
                            line("10.0.0.2", "13:00:00", "/b"),
                            line("10.0.0.3", "14:01:00", "/"))
                    .close();
            test.pass(SECOND);
            test.sink("sessions")
                    .sendsInAnyOrder(
                            "10.0.0.1 2000-10-10T20:00:00Z pages=1 seconds=0 first=/a last=/a",
                            "10.0.0.2 2000-10-10T20:00:00Z pages=1 seconds=0 first=/b last=/b");
        }
    }

    @Test
    void endsASessionAfterHalfAnHour() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("access-log")
                    .send(
                            line("10.0.0.1", "13:00:00", "/a"),
                            line("10.0.0.1", "13:30:00", "/b"),
                            line("10.0.0.1", "13:59:59", "/c"),
                            line("10.0.0.2", "14:30:59", "/"));
            test.sink("sessions")
                    .sends(
                            "10.0.0.1 2000-10-10T20:00:00Z pages=1 seconds=0 first=/a last=/a",
                            "10.0.0.1 2000-10-10T20:30:00Z pages=2 seconds=1799 first=/b last=/c");
        }
    }

    @Test
    void beginsASessionEarlierWithAnEventOutOfOrder() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("access-log")
                    .send(
                            line("10.0.0.1", "13:00:30", "/b"),
                            line("10.0.0.1", "13:00:30", "/c"),
                            line("10.0.0.1", "13:00:01", "/a"),
                            line("10.0.0.2", "14:30:00", "/"));
            test.sink("sessions").sends("10.0.0.1 2000-10-10T20:00:01Z pages=3 seconds=29 first=/a last=/c");
        }
    }

    @Test
    void keepsBadLinesAndLateOnes() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("access-log")
                    .send(
                            line("10.0.0.1", "13:00:00", "/"),
                            "10.0.0.1 - - [10/Oct/2000:13:00:01 -0700] \"GET /cut",
                            "10.0.0.1 - - [10/Oct/2000:13:00:01 -0700] \"-\" 408 0 \"-\" \"-\"",
                            line("10.0.0.2", "14:00:00", "/"),
                            line("10.0.0.1", "13:29:00", "/"));
            test.fails("access-log", "decode");
            test.fails("join sessions", "late");
            test.sink("sessions").sends("10.0.0.1 2000-10-10T20:00:00Z pages=1 seconds=0 first=/ last=/");
        }
    }
}
