package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.RemoteThreads;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real processes whose memory is used up, in a function and outside of functions. */
class FatalErrorIT {

    private static final Duration DEADLINE =
            Deadlines.CONDITION.multipliedBy(3); // collections take long in a full heap
    private static final int HALTED = 70;

    @TempDir
    Path directory;

    private final int web = FreePort.find();
    private final int words = FreePort.find();
    private final int debugger = FreePort.find();
    private @Nullable ServiceProcess running;

    private void start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--spring.main.sources=" + HungryFunctions.class.getName(),
                "--spring.main.banner-mode=off",
                "--server.port=" + web,
                "--bettong.workers=1",
                "--bettong.data-directory=" + directory.resolve("data"),
                "--bettong.sources.words.tcp.host=localhost",
                "--bettong.sources.words.tcp.port=" + words));
        all.addAll(List.of(arguments));
        running = ServiceProcess.ofClass(
                directory,
                List.of(
                        "-Xmx96m",
                        "-Dio.netty.maxDirectMemory=1000000000", // the heap is what is short
                        RemoteThreads.option(debugger)),
                TestClassPath.packaged(),
                BettongApplication.class.getName(),
                all);
        service().awaitThat("it runs", DEADLINE, () -> pipelines().contains("\"RUNNING\""));
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private ServiceProcess service() {
        return Objects.requireNonNull(running);
    }

    @Test
    void aFunctionThatRunsOutOfMemoryFailsItsEventOnly() throws Exception {
        start();

        send(HungryFunctions.TOO_MUCH, "next");

        service()
                .awaitThat(
                        "the next event has counted",
                        DEADLINE,
                        () -> count("next").contains("\"count\":1"));
        assertThat(HttpText.get(web, "/api/dead-letters")).contains("java.lang.OutOfMemoryError");
        assertThat(pipelines()).contains("\"RUNNING\"");
    }

    @Test
    void aFunctionThatKeepsAllMemoryHaltsTheProcess() throws Exception {
        start();

        send(HungryFunctions.ALL, "next");

        assertHalts("out of memory|OutOfMemoryError");
    }

    @Test
    void aFrameThatDoesNotFitIntoTheHeapHaltsTheProcess() throws Exception {
        start("--bettong.sources.words.tcp.max-frame-size=200MB", "--bettong.sources.words.tcp.frame-buffer=1GB");

        sendAny("x".repeat(90 << 20));

        assertHalts("thread 'bettong-worker-.*OutOfMemoryError");
    }

    static List<String> threads() {
        return Extent.of(
                List.of("bettong-worker", "bettong-watch", "http-nio-%d-Poller"),
                List.of("bettong-journal-sync", "bettong-store", "http-nio-%d-Acceptor"));
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aThreadThatRunsOutOfMemoryHaltsTheProcess(String pattern) throws Exception {
        String thread = pattern.formatted(web);
        start();

        try (RemoteThreads threads = RemoteThreads.attach(debugger)) {
            threads.runOutOfMemory(thread);
        }

        sendAny("any"); // a thread that waits in the system for something has to come back first
        assertHalts("thread '" + thread); // it may have been in the middle of anything
    }

    @Test
    void whatWasAcceptedBeforeCountsAfterARestart() throws Exception {
        start();
        send("a", "a");
        service().awaitThat("both have counted", DEADLINE, () -> count("a").contains("\"count\":2"));
        try (RemoteThreads threads = RemoteThreads.attach(debugger)) {
            threads.runOutOfMemory("bettong-store");
        }
        assertHalts("thread 'bettong-store'");

        start();

        assertThat(count("a")).contains("\"count\":2");
    }

    @Test
    void anApplicationThatKeepsItsProcessHasItsPipelinesFail() throws Exception {
        start("--bettong.on-fatal-error=fail");

        try (RemoteThreads threads = RemoteThreads.attach(debugger)) {
            threads.runOutOfMemory("bettong-journal-sync");
        }

        service()
                .awaitThat(
                        "the pipeline has failed", DEADLINE, () -> pipelines().contains("\"FAILED\""));
        assertThat(pipelines()).contains("thread 'bettong-journal-sync' cannot continue");
        assertThat(service().output()).contains("All pipelines have failed");
    }

    private void send(String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(words, DEADLINE)) {
            client.send(texts);
        }
    }

    /** Sends to, and asks, a process that may halt meanwhile. */
    private void sendAny(String text) throws InterruptedException {
        try {
            send(text);
            pipelines();
        } catch (IOException e) {
            // it has halted
        }
    }

    private String pipelines() throws IOException, InterruptedException {
        return HttpText.get(web, "/api/pipelines");
    }

    private String count(String word) throws IOException, InterruptedException {
        return HttpText.get(web, "/api/states/counts/entities/" + word);
    }

    private void assertHalts(String why) throws InterruptedException {
        assertThat(service().awaitExit(DEADLINE)).as(service().output()).isEqualTo(HALTED);
        assertThat(service().output()).containsPattern("Bettong halts \\(exit code 70\\): .*(" + why + ")");
    }
}
