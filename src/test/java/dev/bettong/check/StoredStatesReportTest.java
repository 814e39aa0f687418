package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.codec.StateSchema;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FormerName;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.store.Store;
import dev.bettong.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/** A check says what a start would make of stored state, and leaves it as it is. */
class StoredStatesReportTest {

    record Visits(int count, String last) {}

    record NewVisits(@FormerName("count") long visits, String page) {}

    record Total(long sum) {}

    static class Application {

        @Bean
        Pipeline visits() {
            return Pipeline.named("visits")
                    .from(Source.tcp("clicks", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .partition((String text) -> text)
                    .computeState(
                            "count",
                            State.named("visits", NewVisits.class, () -> new NewVisits(0, "")),
                            (text, visits) -> Outcome.unchanged(text))
                    .computeState(
                            "sum",
                            State.named("total", Total.class, () -> new Total(0)),
                            (text, total) -> Outcome.unchanged(text))
                    .computeState(
                            "list",
                            State.named("list", StringBuilder.class, StringBuilder::new),
                            (text, list) -> Outcome.<String>unchanged(null))
                    .done();
        }
    }

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void saysWhatIsKeptNewRenamedConvertedAndDropped() {
        try (Store store = store(Map.of("visits", Visits.class, "total", Total.class, "old", Total.class))) {
            assertThat(check()).isZero();
            assertThat(printed.toString(UTF_8)).contains("A service uses the data directory now");
            assertThat(store.schemas()).hasSize(3);
        }
        printed.reset();
        assertThat(check()).isZero();
        assertThat(printed.toString(UTF_8)).contains("""
                        states at the next start
                          State 'list' is new
                          State 'total' is kept
                          State 'visits' is kept: new 'page'; 'visits' was 'count'; 'visits' is converted from int to long; \
                        DROPPED: the stored values of 'last'; if renamed, declare @FormerName at the new name
                          State 'old' is orphaned: the store has it, no pipeline names it; it is kept as it is

                        No problem was found.
                        """).doesNotContain("A service uses");
    }

    @Test
    void refusesWhatAStartWouldRefuse() {
        store(Map.of("total", Visits.class, "list", Total.class)).close();

        assertThat(check()).isOne();
        assertThat(printed.toString(UTF_8))
                .contains("state 'list': entity was", "Nothing was changed")
                .doesNotContain("No problem was found");
    }

    private Store store(Map<String, Class<?>> states) {
        Store store = Store.open(StoreSettings.in(directory));
        Map<String, String> texts = new HashMap<>();
        states.forEach((name, type) -> texts.put(name, schema(name, type)));
        store.register(texts);
        return store;
    }

    private static <S> String schema(String name, Class<S> type) {
        return StateSchema.of(State.named(name, type, () -> {
                    throw new IllegalStateException("nobody needs one");
                }))
                .text();
    }

    private int check() {
        SpringApplication application = new SpringApplication(BettongApplication.class, Application.class);
        return ConfigurationCheck.run(
                application,
                new PrintStream(printed, false, UTF_8),
                List.of(
                                "--bettong.data-directory=" + directory,
                                "--bettong.sources.clicks.tcp.port=7013",
                                "--bettong.workers=1")
                        .toArray(String[]::new));
    }
}
