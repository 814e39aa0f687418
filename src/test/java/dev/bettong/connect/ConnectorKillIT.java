package dev.bettong.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.documents.ConnectPage;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** Processes with connectors that end as SIGKILL ends them, while their files grow, and go on with other numbers of workers. */
class ConnectorKillIT {

    private static final int KILLS = Extent.of(4, 50);
    private static final int FILES = 5;
    private static final int WORDS = 40;
    private static final int LINES_AT_ONCE = 200;

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<String, Long> sent = new HashMap<>(); // by word
    private Path inbox;
    private Path parts;

    /** The service. */
    static final class Service {

        private Service() {}

        public static void main(String[] arguments) {
            SpringApplication.run(ConnectPage.ExactlyOnceApplication.class, arguments);
        }
    }

    @BeforeEach
    void makeDirectories() throws IOException {
        inbox = Files.createDirectory(directory.resolve("inbox"));
        parts = directory.resolve("parts");
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.ofClass(
                directory,
                TestClassPath.packaged(),
                Service.class.getName(),
                List.of(
                        "--spring.main.web-application-type=none",
                        "--bettong.workers=" + (1 + random.nextInt(3)),
                        "--bettong.checkpoint.interval=50ms",
                        "--bettong.data-directory=" + directory.resolve("data"),
                        "--bettong.sources.inbox.spool.directory=" + inbox,
                        "--bettong.sinks.outbox.parts.directory=" + parts,
                        "--bettong.sinks.outbox.parts.buffer-size=64KB"));
    }

    private void grow() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES_AT_ONCE; i++) {
            String word = "word" + random.nextInt(WORDS);
            sent.merge(word, 1L, Long::sum);
            lines.append(word).append('\n');
        }
        Files.writeString(
                inbox.resolve("%d.txt".formatted(random.nextInt(FILES))),
                lines,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void everyLineCountsOnceAndEveryCountComesOnce() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            grow();
            try (ServiceProcess service = start()) {
                service.awaitOutput("is RUNNING", Deadlines.START);
                long before = received().size();
                int more = random.nextInt(10);
                for (int i = 0; i < more; i++) {
                    grow();
                }
                if (random.nextBoolean()) {
                    await("outputs")
                            .atMost(Deadlines.CONDITION)
                            .until(() -> received().size() > before);
                }
                service.kill();
            }
        }
        grow();
        long all = sent.values().stream().mapToLong(count -> count).sum();
        try (ServiceProcess service = start()) {
            service.awaitOutput("is RUNNING", Deadlines.START);
            await("all outputs")
                    .atMost(Deadlines.CONDITION)
                    .until(() -> received().size() >= all);
        }
        Map<String, List<Long>> counts = new HashMap<>();
        for (String line : received()) {
            String[] words = line.split(" ", -1);
            counts.computeIfAbsent(words[0], word -> new ArrayList<>()).add(Long.parseLong(words[1]));
        }
        assertThat(counts.keySet()).as("seed %d", seed).isEqualTo(sent.keySet());
        sent.forEach((word, count) -> assertThat(counts.get(word))
                .as("%s, seed %d", word, seed)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList()));
    }

    /** In the order of their numbers. */
    private List<String> received() throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.isDirectory(parts)) {
            try (Stream<Path> files = Files.list(parts)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".txt"))
                        .sorted()
                        .toList()) {
                    lines.addAll(Files.readAllLines(file, UTF_8));
                }
            }
        }
        return lines;
    }
}
