package dev.bettong.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.store.CheckpointWriter;
import dev.bettong.store.Store;
import dev.bettong.store.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of {@link CrashIT}, at a stop that could not send everything in time. */
class OutputsTest {

    private static final long SENT = 100;

    private final Model model = new Model();
    private final Outputs outputs = new Outputs();

    @Test
    void countsWhatAStopHasSaved(@TempDir Path directory) {
        model.events("c0", SENT);
        List<String> lines = model.outputs().entrySet().stream()
                .flatMap(outputs ->
                        outputs.getValue().stream().mapToObj(n -> "%s %d padding".formatted(outputs.getKey(), n)))
                .toList();
        int seen = lines.size() / 2;
        lines.subList(0, seen).forEach(outputs::add);
        save(directory, lines.subList(seen, lines.size()));

        List<String> unsent = StoreContents.unsent(directory);

        assertThat(unsent).hasSize(lines.size() - seen);
        outputs.check(model, unsent);
    }

    @Test
    void missesWhatWasNeitherSeenNorSaved() {
        model.events("c0", SENT);
        outputs.add("c0 1 padding");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> outputs.check(model, List.of("c0 2 padding")))
                .withMessageContaining("outputs of c0 are missing");
    }

    @Test
    void knowsWhatMustNotBeThere() {
        model.events("c0", SENT);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> outputs.check(model, List.of("audit/c0 1 padding")))
                .withMessageContaining("audit/c0");
    }

    private static void save(Path directory, List<String> lines) {
        try (Store store = Store.open(StoreSettings.in(directory))) {
            CheckpointWriter checkpoint = store.checkpoint(1);
            List<byte[]> messages =
                    lines.stream().map(line -> (line + "\n").getBytes(US_ASCII)).toList();
            checkpoint.saveOutputs("orders", "outputs", 0, messages);
            checkpoint.commit(Map.of(), Instant.EPOCH, List.of());
        }
    }
}
