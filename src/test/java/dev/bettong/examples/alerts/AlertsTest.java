package dev.bettong.examples.alerts;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private final Alerts alerts = new Alerts();
    private final Pipeline transactions =
            alerts.largeTransactions(alerts.transaction(), alerts.checkTransaction(), alerts.alertLine());
    private final Pipeline balances = alerts.largeBalances(
            alerts.transaction(), alerts.userOfTransaction(), alerts.checkBalance(), alerts.alertLine());
    private final Pipeline minutes =
            alerts.largeSums(alerts.transaction(), alerts.userOfTransaction(), alerts.checkSum(), alerts.alertLine());

    private static String at(String time, long amount, String user) {
        return "2026-01-01T%sZ %d %s".formatted(time, amount, user);
    }

    @Test
    void tellsOfLargeTransactions() {
        PipelineTest.everywhere(
                test -> {
                    test.source("transactions")
                            .send(at("00:00:01", 1000, "Fido"), at("00:00:02", 1001, "Dr. Whiskers"));
                    test.source("transactions").send(at("00:00:00", -1001, "Rex"), at("00:00:00", -1000, "Rex"));
                    test.sink("alerts")
                            .sendsInAnyOrder("Deposit Alert for Dr. Whiskers: 1001", "Withdrawal Alert for Rex: -1001");
                },
                transactions);
    }

    @Test
    void tellsOfLargeBalances() {
        PipelineTest.everywhere(
                test -> {
                    test.source("transactions").send(at("00:00:01", 1500, "Fido"), at("00:00:02", -1500, "Rex"));
                    test.source("transactions").send(at("00:00:03", 501, "Fido"), at("00:00:04", -501, "Rex"));
                    test.sink("alerts")
                            .sendsInAnyOrder(
                                    "Deposit Alert for Fido: 2001 in all", "Withdrawal Alert for Rex: -2001 in all");
                    test.checkpoint();
                    test.source("transactions").send(at("00:00:05", -1, "Fido"), at("00:00:06", 1000, "Fido"));
                    test.sink("alerts").sendsInAnyOrder("Deposit Alert for Fido: 3000 in all");
                },
                balances);
    }

    @Test
    void tellsOfLargeSumsInAMinute() {
        PipelineTest.everywhere(
                test -> {
                    test.source("transactions").send(at("00:00:50", 1500, "Fido"), at("00:00:55", -1500, "Rex"));
                    test.pass(Duration.ofSeconds(1));
                    test.source("transactions")
                            .send(at("00:01:03", 5000, "Rex"), at("00:00:59", 501, "Fido")); // 4 s out of order
                    test.pass(Duration.ofSeconds(1));
                    test.sink("alerts").sendsNothing();
                    test.source("transactions").send(at("00:01:05", 1, "Fido"));
                    test.pass(Duration.ofSeconds(1)); // other workers hear of it
                    test.sink("alerts").sends("Deposit Alert for Fido: 2001 in the minute from 2026-01-01T00:00:00Z");
                },
                minutes);
    }

    @Test
    void keepsWhatIsTooLateForItsMinute() {
        try (PipelineTest test = PipelineTest.of(minutes)) {
            test.source("transactions").send(at("00:01:05", 1, "Fido"), at("00:00:59", 5000, "Fido"));
            test.fails("add transactions", "late");
        }
    }

    @Test
    void runsAllThreeOnTheSameTransactions() {
        try (PipelineTest test = PipelineTest.of(transactions, balances, minutes)) {
            test.source("transactions").send(at("00:00:50", 2500, "Fido"), at("00:01:05", 0, "Rex"));
            test.sink("alerts")
                    .sendsInAnyOrder(
                            "Deposit Alert for Fido: 2500",
                            "Deposit Alert for Fido: 2500 in all",
                            "Deposit Alert for Fido: 2500 in the minute from 2026-01-01T00:00:00Z");
        }
    }

    @Test
    void takesNothingElse() {
        try (PipelineTest test = PipelineTest.of(transactions)) {
            test.source("transactions").send("2026-01-01T00:00:00Z 5", "yesterday 5 Fido");
            test.fails("transactions", "decode");
            test.fails("transactions", "decode");
        }
    }
}
