package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.examples.wordcount.WordCount;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The word count, through real sockets, to the last word. */
class WordCountTest {

    private static final long WORDS = Extent.of(30_000, 5_000_000);
    private static final Duration DEADLINE = Deadlines.CONDITION;

    @ParameterizedTest(name = "{0} connections, {1} workers")
    @CsvSource({"1, 1", "1, 2", "1, 4", "4, 1", "4, 2", "4, 4", "16, 1", "16, 2", "16, 4"})
    void countsEveryWordOnceAndInOrder(int connections, int workers) throws Exception {
        long seed = System.nanoTime();
        long each = WORDS / connections;
        int times = 4;
        List<WordStream> streams = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            streams.add(new WordStream(new SplittableRandom(seed + i), each / times + 1));
        }
        long words = times * streams.stream().mapToLong(WordStream::words).sum();

        try (var context = new AnnotationConfigApplicationContext(WordCount.class);
                CountingSink sink = new CountingSink();
                RunningPipelines pipelines = RunningPipelines.with(workers)
                        .maxFrameSize(WordStream.MAX_FRAME_SIZE)
                        .run(sink.port(), context.getBean(Pipeline.class));
                var senders = Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().factory())) {
            int port = pipelines.port();
            List<Future<?>> sent = new ArrayList<>();
            for (WordStream stream : streams) {
                sent.add(senders.submit(() -> {
                    stream.send(port, times);
                    return null;
                }));
            }
            for (Future<?> each1 : sent) {
                each1.get();
            }
            await().atMost(DEADLINE)
                    .until(() -> sink.lines() >= words || !sink.errors().isEmpty());

            assertThat(sink.errors()).as("seed %d", seed).isEmpty();
            assertThat(sink.counts()).as("seed %d", seed).isEqualTo(expected(streams, times));
            assertThat(pipelines.status().failures()).isEmpty();
        }
    }

    private static Map<String, Long> expected(List<WordStream> streams, int times) {
        Map<String, Long> expected = new HashMap<>();
        streams.forEach(
                stream -> stream.counts().forEach((word, count) -> expected.merge(word, count * times, Long::sum)));
        return expected;
    }
}
