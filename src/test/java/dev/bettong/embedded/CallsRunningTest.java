package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that call other services, on real workers, over real connections, through stops and crashes. */
class CallsRunningTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final State<AtomicInteger> SEEN = State.named("seen", AtomicInteger.class, AtomicInteger::new);

    @TempDir
    private Path directory;

    /** A service whose answers come when the test wants. */
    private static final class Service {

        private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
        private final AtomicInteger calls = new AtomicInteger(); // counted by workers
        private volatile boolean answers;

        private record Asked(String event, CompletableFuture<String> answer) {}

        CompletionStage<String> ask(String event) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(new Asked(event, answer));
            calls.incrementAndGet();
            if (answers) {
                answerAll();
            }
            return answer;
        }

        void answerAll() {
            for (Asked next = asked.poll(); next != null; next = asked.poll()) {
                next.answer.complete(next.event);
            }
        }

        void failAll() {
            for (Asked next = asked.poll(); next != null; next = asked.poll()) {
                next.answer.completeExceptionally(new IOException("no"));
            }
        }

        void answerFromNowOn() {
            answers = true;
            answerAll();
        }

        void await(int count) {
            org.awaitility.Awaitility.await(count + " calls").atMost(DEADLINE).until(() -> calls.get() >= count);
        }
    }

    private static Pipeline.Keyed<String, String> keyed() {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                .partition(word -> word.substring(0, word.indexOf(' ')));
    }

    private static Pipeline asking(Calls calls, AsyncComputation<String, String> ask) {
        return keyed().computeAsync("ask", calls, ask).to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
    }

    /** What comes out has the number of answers of the key so far. */
    private static Pipeline counting(Calls calls, AsyncComputation<String, String> ask) {
        return keyed().computeAsync("ask", calls, ask)
                .computeState("count", SEEN, (word, seen) -> Outcome.changed(word + " " + seen.incrementAndGet()))
                .to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
    }

    private RunningPipelines run(int workers, boolean durable, LineServer receiver, Pipeline pipeline) {
        RunningPipelines.Settings settings = RunningPipelines.with(workers).events(String.class);
        RunningPipelines running = (durable ? settings.durableIn(directory) : settings)
                .checkpointInterval(DEADLINE)
                .run(receiver.port(), pipeline);
        running.await("p", Status.RUNNING);
        return running;
    }

    private static void send(RunningPipelines running, List<String> lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(UTF_8));
        }
    }

    private static List<String> numbered(int count, int keys) {
        return IntStream.range(0, count)
                .mapToObj(i -> "k%d %d".formatted(i % keys, i))
                .toList();
    }

    private static void assertInOrderOfKeys(List<String> lines, int count, int keys) {
        assertThat(lines).hasSize(count);
        Map<String, Integer> last = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            int number = Integer.parseInt(parts[1]);
            Integer before = last.put(parts[0], number);
            assertThat(number).isEqualTo(before == null ? Integer.parseInt(parts[0].substring(1)) : before + keys);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "3, true"})
    void handsOnInTheOrderOfEachKeyWhateverTheOrderOfAnswers(int workers, boolean durable) throws Exception {
        int count = 20_000;
        int keys = 50;
        AsyncComputation<String, String> ask = word -> CompletableFuture.supplyAsync(
                () -> word,
                CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(3_000), TimeUnit.MICROSECONDS));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(workers, durable, receiver, asking(Calls.inFlight(500), ask))) {
            send(running, numbered(count, keys));

            assertInOrderOfKeys(receiver.awaitLines(count, DEADLINE), count, keys);
            assertThat(running.status().failures()).doesNotContainKey("compute");
        }
    }

    @Test
    void callsBlockingFunctionsSideBySide() throws Exception {
        CountDownLatch all = new CountDownLatch(200);
        Pipeline pipeline = keyed().computeBlocking("wait", Calls.inFlight(200), word -> {
                    all.countDown();
                    all.await();
                    return Thread.currentThread().isVirtual() + " "
                            + Thread.currentThread().getName();
                })
                .to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(1, false, receiver, pipeline)) {
            send(running, numbered(200, 10));

            assertThat(receiver.awaitLines(200, DEADLINE)).containsOnly("true bettong-call-wait");
        }
    }

    @Test
    void interruptsABlockingFunctionThatTakesTooLong() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Pipeline pipeline = keyed().<String>computeBlocking(
                        "wait", Calls.inFlight(10).timeout(Duration.ofMillis(50)), word -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                            return word;
                        })
                .done();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(1, false, receiver, pipeline)) {
            send(running, List.of("a 1"));

            assertThat(interrupted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            DeadLetter letter = running.awaitLetters(1).getFirst();
            assertThat(letter.step()).isEqualTo("wait");
            assertThat(letter.cause()).isEqualTo("java.util.concurrent.TimeoutException: no answer within PT0.05S");
            assertThat(letter.frame()).asString(UTF_8).isEqualTo("a 1");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pausesTheSourceWhileTooManyWaitAndGoesOn(boolean durable) throws Exception {
        Service service = new Service();
        int count = 60_000;
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        run(2, durable, receiver, asking(Calls.inFlight(100).timeout(DEADLINE), service::ask))) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    send(running, numbered(count, 100));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            running.awaitStatus("back-pressure", status -> status.backpressure() != null);
            assertThat(String.valueOf(running.status().backpressure())).contains("calls of 'ask' on worker");
            assertThat(service.calls.get()).isLessThanOrEqualTo(200);
            assertThat(running.registry().get("bettong.step.calls").gauge().value())
                    .isLessThanOrEqualTo(200);
            assertThat(running.status().sources().getFirst().frames()).isLessThan(count);

            service.answerFromNowOn();
            assertInOrderOfKeys(receiver.awaitLines(count, DEADLINE), count, 100);
            sent.join();
        }
    }

    @Test
    void aDrainWaitsForCalls() throws Exception {
        Service service = new Service();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(2, true, receiver, asking(Calls.inFlight(100), service::ask))) {
            send(running, numbered(10, 5));
            service.await(10);
            running.control().drain("p").join();
            running.await("p", Status.DRAINING);
            running.checkpoint(); // which does not wait for them
            assertThat(running.status().status()).isEqualTo(Status.DRAINING);

            service.answerFromNowOn();
            running.await("p", Status.STOPPED);
            assertThat(receiver.awaitLines(10, DEADLINE)).hasSize(10);
        }
    }

    @Test
    void aStopWaitsForCallsThatNothingSaves() throws Exception {
        Service service = new Service();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(2, false, receiver, asking(Calls.inFlight(100), service::ask))) {
            send(running, numbered(10, 5));
            service.await(10);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(running::stop);
            running.await("p", Status.DRAINING);
            service.answerFromNowOn();

            stopped.join();
            assertThat(receiver.awaitLines(10, DEADLINE)).hasSize(10);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "3, 1"})
    void makesCallsAgainThatWereUnderWayAtAStop(int workers, int workersNow) throws Exception {
        Service service = new Service();
        Pipeline pipeline = counting(Calls.inFlight(40), service::ask);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(workers, true, receiver, pipeline)) {
                send(running, numbered(60, 6));
                service.await(4);
                running.awaitStatus(
                        "the frames", status -> status.sources().getFirst().frames() == 60);
            }
            assertThat(receiver.lines()).isEmpty();
            service.asked.clear();
            try (RunningPipelines running = run(workersNow, true, receiver, pipeline)) {
                send(running, List.of("k0 60", "k5 65"));
                service.answerFromNowOn();

                List<String> lines = receiver.awaitLines(62, DEADLINE);
                assertThat(lines).contains("k0 60 11", "k5 65 11");
                assertThat(lines).hasSize(62).doesNotHaveDuplicates();
                for (int key = 0; key < 6; key++) {
                    int of = key;
                    assertThat(lines.stream().filter(line -> line.startsWith("k" + of + " ") && !line.endsWith(" 11")))
                            .containsExactlyElementsOf(IntStream.range(0, 10)
                                    .mapToObj(i -> "k%d %d %d".formatted(of, of + 6 * i, i + 1))
                                    .toList());
                }
                running.checkpoint();
            }
            int before = service.calls.get();
            try (RunningPipelines running = run(workers, true, receiver, pipeline)) {
                running.checkpoint();
                assertThat(service.calls.get()).isEqualTo(before); // their ends were saved, too
            }
        }
    }

    /** A backup is what a crash would leave. */
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2"})
    void countsEachEventOnceThroughACrash(int workers, int workersNow) throws Exception {
        Service service = new Service();
        Pipeline pipeline = counting(Calls.inFlight(8), service::ask);
        try (LineServer receiver = LineServer.start()) {
            Path crashed = Files.createDirectory(directory.resolve("crashed"));
            try (RunningPipelines running = run(workers, true, receiver, pipeline)) {
                send(running, numbered(30, 3));
                running.awaitStatus(
                        "the frames", status -> status.sources().getFirst().frames() == 30);
                service.await(8);
                service.answerAll();
                service.await(16);
                running.checkpoint();
                service.answerAll(); // after the checkpoint
                service.await(24);
                Files.move(running.backup(), crashed.resolve("store"));
            }
            directory = crashed;
            service.asked.clear();
            service.answerFromNowOn();
            try (RunningPipelines running = run(workersNow, true, receiver, pipeline)) {
                await("each event").atMost(DEADLINE).untilAsserted(() -> {
                    for (int key = 0; key < 3; key++) {
                        int of = key;
                        assertThat(receiver.lines().stream()
                                        .filter(line -> line.startsWith("k" + of + " "))
                                        .distinct())
                                .containsExactlyElementsOf(IntStream.range(0, 10)
                                        .mapToObj(i -> "k%d %d %d".formatted(of, of + 3 * i, i + 1))
                                        .toList());
                    }
                });
                assertThat(running.status().status()).isEqualTo(Status.RUNNING);
            }
        }
    }

    /** There is no read that says what time it is. */
    @Test
    void whatARestoredCallChangesDoesNotExpireAtOnce() throws Exception {
        Service service = new Service();
        State<AtomicInteger> expiring =
                State.named("expiring", AtomicInteger.class, AtomicInteger::new).expireAfter(Duration.ofHours(1));
        Pipeline pipeline = keyed().computeAsync("ask", Calls.inFlight(4), service::ask)
                .computeState("count", expiring, (word, seen) -> Outcome.changed(word + " " + seen.incrementAndGet()))
                .to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(1, true, receiver, pipeline)) {
                send(running, List.of("k0 1"));
                service.await(1);
            }
            service.asked.clear();
            service.answerFromNowOn();
            try (RunningPipelines running = run(1, true, receiver, pipeline)) {
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("k0 1 1");
                running.checkpoint();
                send(running, List.of("k0 2"));
                assertThat(receiver.awaitLines(2, DEADLINE)).containsExactly("k0 1 1", "k0 2 2");
            }
        }
    }

    @Test
    void aDrainWaitsForRestoredCalls() throws Exception {
        Service service = new Service();
        Pipeline pipeline = asking(Calls.inFlight(4), service::ask);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(2, true, receiver, pipeline)) {
                send(running, List.of("k0 1", "k1 2"));
                service.await(2);
            }
            service.asked.clear();
            try (RunningPipelines running = run(2, true, receiver, pipeline)) {
                service.await(4);
                running.control().drain("p").join();
                running.checkpoint();
                assertThat(running.status().status()).isEqualTo(Status.DRAINING);
                service.answerFromNowOn();

                running.await("p", Status.STOPPED);
                assertThat(receiver.awaitLines(2, DEADLINE)).containsExactlyInAnyOrder("k0 1", "k1 2");
            }
        }
    }

    @Test
    void aLetterOfACallThatWasMadeAgainHasItsFrameAndCanEnterAgain() throws Exception {
        Service service = new Service();
        Pipeline pipeline = asking(Calls.inFlight(8), service::ask);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(1, true, receiver, pipeline)) {
                send(running, List.of("k0 1"));
                service.await(1);
            }
            service.asked.clear();
            try (RunningPipelines running = run(1, true, receiver, pipeline)) {
                service.await(2);
                service.failAll();
                running.awaitFailures("compute", 1);
                running.checkpoint();
                DeadLetter letter = running.awaitLetters(1).getFirst();
                assertThat(letter.frame()).asString(UTF_8).isEqualTo("k0 1");
                assertThat(letter.source()).isEqualTo("in");
                assertThat(letter.event()).isNotNull();

                service.answerFromNowOn();
                running.deadLetters().redrive(letter.id(), null).join();
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("k0 1");
            }
        }
    }

    @Test
    void aPipelineThatFailsGivesUpItsCalls() throws Exception {
        Service service = new Service();
        Pipeline pipeline = asking(Calls.inFlight(8), service::ask).onFailure(FailurePolicy.FAIL);
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(1, false, receiver, pipeline)) {
            send(running, List.of("k0 1", "k1 2"));
            service.await(2);
            service.asked.remove().answer().completeExceptionally(new IOException("no"));
            running.await("p", Status.FAILED);

            CompletableFuture<String> other = service.asked.remove().answer();
            await("the end of the other call").atMost(DEADLINE).until(other::isCancelled);
            PipelineStatus status = running.status();
            assertThat(status.detail()).contains("compute at 'ask'");
        }
    }

    @Test
    void answersGoOnWhileThePipelineIsPaused() throws Exception {
        Service service = new Service();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(2, true, receiver, asking(Calls.inFlight(8), service::ask))) {
            send(running, numbered(4, 2));
            service.await(4);
            running.control().pause("p", "for a while").join();
            service.answerAll();

            assertThat(receiver.awaitLines(4, DEADLINE)).hasSize(4);
        }
    }
}
