package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.store.StoreException.Kind;
import dev.bettong.testing.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a file: the store says so, or has exactly what was written to it. */
class RotTest {

    private static final int FLIPS = Extent.of(8, 44);
    private static final int FLIPS_IN_TABLES =
            Extent.of(2, 8); // there are many of these files, all checked in the same way
    private static final int CUTS = Extent.of(3, 6);
    private static final List<Integer> CUT_FROM_THE_END = Extent.full() ? List.of(1, 6, 8, 30) : List.of(1, 8);

    @TempDir
    private Path directory;

    private StoreSettings live() {
        return new StoreSettings(directory.resolve("live"), 4 << 20);
    }

    @Test
    void isNeverPassedOverInWhatAKilledProcessLeaves() throws Exception {
        try (Store store = Store.open(live())) {
            Scenario scenario = new Scenario(store, 1).append(100).checkpoint().append(100);
            store.reopen(); // brings files with data beside a log with data
            scenario.checkpoint().append(40).removeOldestLetter();
            scenario.commit(scenario.saved());
            scenario.append(20);
            StoreSettings killed = Copies.killed(store, live(), directory.resolve("killed"));

            assertThat(silentlyWrong(killed, scenario.expected())).isEmpty();
        }
    }

    @Test
    void isNeverPassedOverAfterACleanStop() throws Exception {
        Contents expected;
        try (Store store = Store.open(live())) {
            Scenario scenario = new Scenario(store, 2).append(100).checkpoint().append(40);
            scenario.commit(scenario.saved());
            expected = scenario.append(20).expected();
        }

        assertThat(silentlyWrong(live(), expected)).isEmpty();
    }

    @Test
    void isReportedWithTheFile() throws Exception {
        Contents expected;
        StoreSettings killed;
        try (Store store = Store.open(live())) {
            Scenario scenario = new Scenario(store, 1).append(100).checkpoint().append(100);
            store.reopen();
            expected = scenario.append(100).expected();
            killed = Copies.killed(store, live(), directory.resolve("killed"));
        }

        Set<String> kinds = new TreeSet<>();
        for (Path file : files(killed)) {
            String name = file.getFileName().toString();
            if (name.matches(".*\\.(sst|log)|MANIFEST.*|CURRENT") && Files.size(file) > 200) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                String found = found(killed, name, bytes, expected);
                assertThat(found).as(name).startsWith("CORRUPT").contains(name);
                kinds.add(name.replaceAll("[0-9]", ""));
            }
        }
        assertThat(kinds).containsExactly(".log", ".sst", "MANIFEST-");
    }

    private List<String> silentlyWrong(StoreSettings sound, Contents expected) throws IOException {
        assertThat(found(sound, "LOCK", new byte[0], expected)).isEqualTo("right");
        return files(sound).stream()
                .flatMap(file -> silentlyWrong(sound, file, expected).stream())
                .toList();
    }

    private static List<Path> files(StoreSettings settings) throws IOException {
        try (Stream<Path> files = Files.list(settings.store())) {
            return files.sorted()
                    .filter(file -> !file.getFileName().toString().matches("(LOG|OPTIONS|LOCK).*")) // never read again
                    .toList();
        }
    }

    private List<String> silentlyWrong(StoreSettings sound, Path file, Contents expected) {
        try {
            String name = file.getFileName().toString();
            Map<String, byte @Nullable []> damages =
                    damages(Files.readAllBytes(file), name.endsWith(".sst") ? FLIPS_IN_TABLES : FLIPS);
            Map<String, String> results = new TreeMap<>();
            for (Map.Entry<String, byte @Nullable []> damage : damages.entrySet()) {
                results.put(name + " " + damage.getKey(), found(sound, name, damage.getValue(), expected));
            }
            return results.entrySet().stream()
                    .filter(result -> !result.getValue().matches("(?s)right|CORRUPT .*"))
                    .map(Map.Entry::toString)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, byte @Nullable []> damages(byte[] bytes, int flips) {
        Map<String, byte @Nullable []> damages = new TreeMap<>();
        damages.put("removed", null);
        for (int i = 0; i < CUTS; i++) {
            int length = (int) ((long) bytes.length * i / CUTS);
            damages.put("cut to " + length, Arrays.copyOf(bytes, length));
        }
        for (int end : CUT_FROM_THE_END) {
            damages.put("cut by " + end, Arrays.copyOf(bytes, Math.max(0, bytes.length - end)));
        }
        Random random =
                new Random(Extent.full() ? LocalDate.now(ZoneOffset.UTC).toEpochDay() : 7); // in time every byte
        for (int i = 0; i < flips && bytes.length > 0; i++) {
            int part = Math.max(1, bytes.length / flips);
            int place = Math.min(bytes.length - 1, i * part + random.nextInt(part));
            int bit = random.nextInt(Byte.SIZE);
            byte[] flipped = bytes.clone();
            flipped[place] ^= (byte) (1 << bit);
            damages.put("bit %d of byte %d flipped".formatted(bit, place), flipped);
        }
        return damages;
    }

    private String found(StoreSettings sound, String name, byte @Nullable [] bytes, Contents expected)
            throws IOException {
        Path copy = directory.resolve("damaged");
        StoreSettings damaged = Copies.linked(sound, copy);
        Path file = damaged.store().resolve(name);
        Files.deleteIfExists(file);
        if (bytes != null) {
            Files.write(file, bytes);
        }
        try {
            return Contents.recovered(damaged, Scenario.SCHEMAS).equals(expected) ? "right" : "SILENTLY WRONG";
        } catch (StoreException e) {
            assertThat(e.file()).isNotNull();
            return e.kind() == Kind.CORRUPT ? "CORRUPT " + e.file() + " " + e.getMessage() : e.kind() + e.toString();
        } finally {
            Directories.delete(copy);
        }
    }
}
