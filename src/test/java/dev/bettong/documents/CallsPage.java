package dev.bettong.documents;

import static java.time.Duration.ofSeconds;

import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** The Java of calls.md. */
final class CallsPage {

    /** A service, by a client that does not block. */
    interface Risk {

        CompletionStage<Order> assess(Order order);
    }

    /** A database. */
    interface Customers {

        String find(String customer);
    }

    private CallsPage() {}

    static Pipeline calls(FramedDecoder<Order> decoder, Risk risk, Customers customers, Encoder<Order> line) {
        return Pipeline.named("calls")
                .from(Source.tcp("orders", decoder))
                .computeAsync(
                        "ask risk",
                        Calls.inFlight(256)
                                .timeout(ofSeconds(2))
                                .retry(Calls.Retry.attempts(3).on(IOException.class)),
                        order -> risk.assess(order))
                .computeBlocking(
                        "add customer", Calls.inFlight(64), order -> order.of(customers.find(order.customer())))
                .to(Sink.tcp("out", line));
    }
}
