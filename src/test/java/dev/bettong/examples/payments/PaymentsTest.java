package dev.bettong.examples.payments;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaymentsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Payments payments = new Payments();

    private Pipeline pipeline() {
        return payments.paymentsPipeline(
                payments.placedOrder(),
                payments.payment(),
                payments.placedOrderNumber(),
                payments.paymentOrderNumber(),
                payments.pay(),
                payments.paid());
    }

    @Test
    void matchesOrdersWithPaymentsOfTheNextTenMinutes() {
        PipelineTest.everywhere(
                test -> {
                    test.startingAt(NOON);
                    test.source("placed-orders").send("7 250 2026-03-01T12:00:00Z", "8 100 2026-03-01T12:00:10Z");
                    test.source("payments").send("7 250 2026-03-01T12:00:42Z");
                    test.sink("paid-orders").sends("7: 250 after 42 s");
                    test.source("payments").send("8 100 2026-03-01T12:10:11Z", "8 100 2026-03-01T12:10:10Z");
                    test.sink("paid-orders").sends("8: 100 after 600 s");
                },
                pipeline());
    }

    @Test
    void takesPaymentsThatComeBeforeTheirOrders() {
        try (PipelineTest test = PipelineTest.of(pipeline()).startingAt(NOON)) {
            test.source("payments").send("7 250 2026-03-01T12:00:42Z");
            test.source("placed-orders").send("7 250 2026-03-01T12:00:00Z");
            test.sink("paid-orders").sends("7: 250 after 42 s");
        }
    }

    @Test
    void leavesOutPaymentsOfAnotherAmount() {
        try (PipelineTest test = PipelineTest.of(pipeline()).startingAt(NOON)) {
            test.source("placed-orders").send("7 250 2026-03-01T12:00:00Z");
            test.source("payments").send("7 25 2026-03-01T12:00:01Z", "7 225 2026-03-01T12:00:02Z");
            test.sink("paid-orders").sendsNothing();
        }
    }

    @Test
    void putsAsideWhatComesTooLate() {
        try (PipelineTest test = PipelineTest.of(pipeline()).startingAt(NOON)) {
            test.source("placed-orders").send("7 250 2026-03-01T12:00:00Z", "8 1 2026-03-01T12:02:00Z");
            test.source("placed-orders").send("9 250 2026-03-01T12:00:59Z");
            test.fails("match payments", "late");
            test.source("placed-orders").send("not an order");
            test.fails("placed-orders", "decode");
        }
    }
}
