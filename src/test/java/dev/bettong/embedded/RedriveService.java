package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * A process that runs {@link #pipeline} durably, and re-drives all dead letters as soon as a file is there. Prints its
 * port, and how many letters there are.
 */
final class RedriveService {

    static final Pattern PORT = Pattern.compile("port (\\d+), RUNNING");
    static final String HEAL = "heal";

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private RedriveService() {}

    /** Counts words, and writes {@code word count} for each; behind the count, words that begin with {@code bad} fail. */
    static Pipeline pipeline(AtomicBoolean healed) {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .computeMulti("split", text -> List.of(text.split(" ")))
                .partition((String word) -> word)
                .computeState("count", Tallies.STATE, (word, tally) -> Outcome.changed(word + " " + tally.add()))
                .compute("pick", count -> {
                    if (count.startsWith("bad") && !healed.get()) {
                        throw new IllegalArgumentException("told to fail");
                    }
                    return count;
                })
                .to(Sink.tcp("out", count -> (count + "\n").getBytes(UTF_8)));
    }

    /** Arguments: data directory, port of the sink. */
    public static void main(String[] arguments) throws Exception {
        Path heal = Path.of(arguments[0]).resolveSibling(HEAL);
        AtomicBoolean healed = new AtomicBoolean(Files.exists(heal));
        RunningPipelines running = RunningPipelines.with(2)
                .events(String.class)
                .durableIn(Path.of(arguments[0]))
                .checkpointInterval(Duration.ofMillis(100))
                .run(Integer.parseInt(arguments[1]), pipeline(healed));
        int redriven = 0;
        while (true) {
            healed.set(Files.exists(heal));
            boolean ready = healed.get() && running.status().status() == Status.RUNNING;
            for (DeadLetter letter : ready ? running.deadLetters().page("p", 0, 1000) : List.<DeadLetter>of()) {
                running.deadLetters().redrive(letter.id(), null).join();
                System.out.println("redriven " + ++redriven);
            }
            System.out.println("port %d, %s, letters %d"
                    .formatted(
                            running.port(),
                            running.status().status(),
                            running.deadLetters().count("p")));
            synchronized (running) {
                running.wait(LOOK_INTERVAL.toMillis());
            }
        }
    }
}
