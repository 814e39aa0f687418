package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Browser;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Uses the dashboard in a real browser, while a real pipeline works. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"bettong.workers=2", "bettong.checkpoint.interval=200ms", "bettong.sources.in.tcp.port=0"})
@DirtiesContext
class DashboardTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final String BAD = "bad";
    private static final String HOT = "hot";
    private static final AtomicBoolean MENDED = new AtomicBoolean(); // set by tests, asked by workers
    private static final LineServer SINK = sink();
    private static final String AXE = "return axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})"
            + ".then(found => found.violations.filter(each => ['serious', 'critical'].includes(each.impact))"
            + ".map(each => each.help + ': ' + each.nodes.map(node => node.html).join(' ')))";

    private static final String FITS =
            "const page = document.documentElement; return page.scrollWidth <= page.clientWidth";

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @Autowired
    private PipelineRuntime runtime;

    private Browser browser;
    private FramedClient client;

    private static LineServer sink() {
        try {
            return LineServer.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        properties.add("bettong.data-directory", () -> directory);
        properties.add("bettong.sinks.out.tcp.port", SINK::port);
    }

    static final class Tally {

        private long count;

        long add() {
            return ++count;
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Pipeline tally() {
            return Pipeline.named("Tally of <words>")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .compute("check", Application::check)
                    .also(all -> all.compute("length", String::length).done())
                    .partition((String word) -> word)
                    .computeState("count", State.named("tallies", Tally.class, Tally::new), Application::count)
                    .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
        }

        private static Outcome<String> count(String word, Tally tally) {
            if (word.equals(HOT)) {
                long until = System.nanoTime() + 1_000_000;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                return Outcome.changedOnly();
            }
            return Outcome.changed(word + " " + tally.add());
        }

        private static String check(String word) {
            if (word.equals(BAD) && !MENDED.get()) {
                throw new IllegalArgumentException("not mended yet");
            }
            return word;
        }
    }

    @BeforeEach
    void open() throws IOException {
        browser = Browser.start();
        awaitStatus(Status.RUNNING);
        String address = runtime.pipelines().getFirst().sources().getFirst().address();
        client = FramedClient.connect(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), DEADLINE);
        browser.look(1280, 900, false);
        browser.driver().get("http://localhost:" + port + "/");
    }

    @AfterEach
    void close() throws IOException {
        runtime.deadLetters()
                .page(null, 0, 100)
                .forEach(letter -> runtime.deadLetters().discard(letter.id()));
        if (browser != null) {
            browser.close();
            client.close();
        }
    }

    @AfterAll
    static void closeSink() throws IOException {
        SINK.close();
    }

    private void awaitStatus(Status status) {
        await(status.name())
                .atMost(DEADLINE)
                .until(() -> runtime.pipelines().getFirst().status() == status);
    }

    private WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    private void awaitText(String selector, String part) {
        await(selector + " shows " + part)
                .atMost(DEADLINE)
                .ignoreExceptionsMatching(Browser::drawing)
                .untilAsserted(() -> assertThat(find(selector).getText()).contains(part));
    }

    private void press(String selector) {
        find(selector).sendKeys(Keys.ENTER); // by keyboard, as it has to be possible
    }

    @Test
    void showsLiveNumbers() throws IOException {
        awaitText("#pipelines", "Tally of <words>");
        awaitText("#pipeline-status", "RUNNING");
        await("numbers change under load")
                .atMost(DEADLINE)
                .ignoreExceptionsMatching(Browser::drawing)
                .untilAsserted(() -> {
                    client.send("a", "b", "c", "d", "a");
                    assertThat(find("[data-id='step/count'] .live").getText()).isNotEqualTo("0/s");
                    assertThat(find("#percentiles dd").getText()).endsWith("s");
                    assertThat(find("#checkpoint-numbers").getText()).contains("no. ");
                    assertThat(find("#partitions").getText()).contains("most loaded");
                });

        browser.screenshot("dashboard");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void namesTheHotKeyOfASkewedPartition() throws Exception {
        String[] words = new String[200];
        Arrays.fill(words, HOT);
        AtomicBoolean found = new AtomicBoolean();
        Thread sender = Thread.ofVirtual().start(() -> keepBusy(words, found));
        await("the hot key").atMost(DEADLINE).ignoreExceptions().untilAsserted(() -> {
            assertThat(find("#partitions .partitions .SKEWED").getText()).startsWith("▲");
            assertThat(find("#partitions .troubles").getText())
                    .contains("▲ SKEWED", "hot key ‘hot’, 100 % of the events");
        });

        found.set(true);
        sender.join(); // the next test must not wait for what this one has sent
        browser.screenshot("skewed");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsWhereFlowsPart() throws IOException {
        awaitText("[data-id='step/length'] small", "compute, behind ‘check’");
        awaitText("[data-id='step/partition 1'] small", "partition, 64, behind ‘check’");
        assertThat(find("[data-id='step/length']").findElement(By.xpath("..")))
                .as("beside the other step behind 'check'")
                .isEqualTo(find("[data-id='step/partition 1']").findElement(By.xpath("..")));
        browser.screenshot("side-flow");
        assertThat(browser.complaints()).isEmpty();
    }

    private void keepBusy(String[] words, AtomicBoolean found) {
        long before = counted();
        for (int sent = words.length; !found.get(); sent += words.length) {
            try {
                client.send(words);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            long enough = before + sent - 2L * words.length; // less than half a second's work waits
            await("the words are counted").atMost(DEADLINE).until(() -> counted() >= enough);
        }
    }

    private long counted() {
        return runtime.pipelines().getFirst().steps().getLast().messages();
    }

    @Test
    void pausesAndResumes() {
        awaitText("#pipeline-status", "RUNNING");
        press("#pause");
        find("#dialog-input").sendKeys("upgrade of the receiver");
        press("#dialog-ok");

        awaitText("#pipeline-status", "PAUSED");
        awaitText("#pipeline-detail", "upgrade of the receiver");
        awaitText("[data-id='source/in'] .why", "paused");
        awaitStatus(Status.PAUSED);
        press("#resume");
        awaitText("#pipeline-status", "RUNNING");
        awaitStatus(Status.RUNNING);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void redrivesADeadLetter() throws Exception {
        MENDED.set(false);
        client.send(BAD);
        awaitText("#letters", "not mended yet");
        browser.screenshot("dead-letter");
        MENDED.set(true);
        press("#letters tbody button");
        await("the frame is shown")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(find("#dialog-input").getDomProperty("value"))
                        .isEqualTo(BAD));
        press("#dialog-ok");

        awaitText("#letters-summary", "None");
        await("the output").atMost(DEADLINE).until(() -> SINK.lines().contains(BAD + " 1"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void canBeUsedByAll() throws Exception {
        MENDED.set(false);
        client.send("a", "a", "b", BAD);
        awaitText("#letters", "not mended yet");
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(1280, 390)) {
                browser.look(width, 900, dark);
                String name = "dashboard-%d-%s".formatted(width, dark ? "dark" : "light");
                browser.screenshot(name);
                assertThat(browser.driver().executeScript(FITS))
                        .as("nothing is cut off at the right, %s", name)
                        .isEqualTo(true);
                assertThat((List<?>) audit()).as(name).isEmpty();
            }
        }
    }

    private @Nullable Object audit() throws IOException {
        try (InputStream script = DashboardTest.class.getResourceAsStream("/axe.min.js")) {
            browser.driver().executeScript(new String(script.readAllBytes(), UTF_8));
        }
        return browser.driver().executeScript(AXE);
    }
}
