package dev.bettong.examples.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * The alerts of Wallaroo, in three pipelines that read the same transactions, such as
 * {@code 2026-03-01T12:00:05Z 1200 Dr. Whiskers}: about one that is large, about all of a user so far, and about those of a user
 * in a minute.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/alerts/alerts.properties")
public class Alerts {

    static final State<Balance> BALANCES = State.named("balances", Balance.class, Balance::new);
    static final State<Long> SUMS = State.named("sums of a minute", Long.class, () -> 0L);

    private static final long LIMIT = 1_000;
    private static final long LIMIT_OF_SUMS = 2_000;

    /**
     * Money that comes or goes.
     *
     * @param amount negative if it goes
     */
    record Transaction(Instant at, long amount, String user) {}

    /** What a user has. */
    static final class Balance {

        private long amount;

        long add(long more) {
            amount = Math.addExact(amount, more);
            return amount;
        }
    }

    @Bean
    FramedDecoder<Transaction> transaction() {
        return Decoder.framed(4, ">I", Alerts::decode);
    }

    @Bean
    PartitionFunction<Transaction, String> userOfTransaction() {
        return Transaction::user;
    }

    @Bean
    Computation<Transaction, String> checkTransaction() {
        return transaction -> alert(transaction.amount(), LIMIT, transaction.user(), "");
    }

    @Bean
    StateComputation<Transaction, Balance, String> checkBalance() {
        return (transaction, balance) -> {
            long total = balance.add(transaction.amount());
            return Outcome.changed(alert(total, LIMIT_OF_SUMS, transaction.user(), " in all"));
        };
    }

    @Bean
    Computation<Aggregated<String, Long>, String> checkSum() {
        return sum -> alert(
                sum.value(),
                LIMIT_OF_SUMS,
                sum.window().key(),
                " in the minute from %s".formatted(sum.window().start()));
    }

    @Bean
    Encoder<String> alertLine() {
        return alert -> (alert + "\n").getBytes(UTF_8);
    }

    @Bean
    Pipeline largeTransactions(
            FramedDecoder<Transaction> transaction,
            Computation<Transaction, String> checkTransaction,
            Encoder<String> alertLine) {
        return Pipeline.named("Alerts of Transactions")
                .from(Source.tcp("transactions", transaction))
                .compute("check transaction", checkTransaction)
                .to(Sink.tcp("alerts", alertLine));
    }

    @Bean
    Pipeline largeBalances(
            FramedDecoder<Transaction> transaction,
            PartitionFunction<Transaction, String> userOfTransaction,
            StateComputation<Transaction, Balance, String> checkBalance,
            Encoder<String> alertLine) {
        return Pipeline.named("Alerts of Balances")
                .from(Source.tcp("transactions", transaction))
                .partition(userOfTransaction)
                .computeState("check balance", BALANCES, checkBalance)
                .to(Sink.tcp("alerts", alertLine));
    }

    @Bean
    Pipeline largeSums(
            FramedDecoder<Transaction> transaction,
            PartitionFunction<Transaction, String> userOfTransaction,
            Computation<Aggregated<String, Long>, String> checkSum,
            Encoder<String> alertLine) {
        return Pipeline.named("Alerts of Minutes")
                .from(Source.tcp("transactions", transaction)
                        .eventTime(EventTime.of(Transaction::at).outOfOrder(Duration.ofSeconds(5))))
                .partition(userOfTransaction)
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .aggregate("add transactions", SUMS, Aggregation.sum(Transaction::amount))
                .compute("check sum", checkSum)
                .to(Sink.tcp("alerts", alertLine));
    }

    private static Transaction decode(byte[] payload) {
        String[] words = new String(payload, UTF_8).split(" ", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("a transaction has a time, an amount and a user");
        }
        return new Transaction(Instant.parse(words[0]), Long.parseLong(words[1]), words[2]);
    }

    private static @Nullable String alert(long amount, long limit, String user, String when) {
        if (amount > limit) {
            return "Deposit Alert for %s: %d%s".formatted(user, amount, when);
        }
        return amount < -limit ? "Withdrawal Alert for %s: %d%s".formatted(user, amount, when) : null;
    }
}
