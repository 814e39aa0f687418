package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Browser;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Logs in to the dashboard in a real browser, which asks for the password itself. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"bettong.sources.in.tcp.port=0", "bettong.security.users.otto.role=operator"})
@DirtiesContext
class DashboardLoginTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @LocalServerPort
    private int port;

    @Autowired
    private PipelineRuntime runtime;

    private Browser browser;

    @DynamicPropertySource
    static void users(DynamicPropertyRegistry properties) {
        String hash = new BCryptPasswordEncoder(4).encode("secret");
        properties.add("bettong.security.users.vera.password", () -> hash);
        properties.add("bettong.security.users.otto.password", () -> hash);
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Pipeline bytes() {
            return Pipeline.named("bytes")
                    .from(Source.tcp("in", Decoder.fixedLength(1, bytes -> new String(bytes, UTF_8))))
                    .done();
        }
    }

    @BeforeEach
    void open() {
        browser = Browser.start();
        browser.look(1280, 900, false);
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** As if this was typed into the browser's prompt: an address is the way to it without a window. */
    private void logIn(String login) {
        browser.driver().get("http://%s@localhost:%d/".formatted(login, port));
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

    private void pause() {
        awaitText("#pipeline-status", "RUNNING");
        find("#pause").sendKeys(Keys.ENTER);
        find("#dialog-ok").sendKeys(Keys.ENTER);
    }

    private Status status() {
        return runtime.pipelines().getFirst().status();
    }

    @Test
    void showsNothingToSomebodyWithAWrongPassword() {
        logIn("otto:guess");

        assertThat(browser.driver().findElements(By.id("pipelines"))).isEmpty();
        assertThat(browser.driver().getPageSource()).doesNotContain("bytes");
    }

    @Test
    void showsAViewerAllAndRefusesToSteer() throws IOException {
        logIn("vera:secret");
        pause();

        awaitText("#message", "This needs the role 'operator'.");
        awaitText("#pipeline-status", "RUNNING");
        assertThat(status()).isEqualTo(Status.RUNNING);
        browser.screenshot("viewer");
    }

    @Test
    void letsAnOperatorSteer() {
        logIn("otto:secret");
        pause();

        awaitText("#pipeline-status", "PAUSED");
        assertThat(status()).isEqualTo(Status.PAUSED);
        find("#resume").sendKeys(Keys.ENTER);
        awaitText("#pipeline-status", "RUNNING");
        assertThat(browser.complaints()).isEmpty();
    }
}
