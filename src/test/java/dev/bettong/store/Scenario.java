package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Does to a store what a service does, and keeps a model of what must be there after a crash at this moment. */
final class Scenario {

    static final JournalPartition FIRST = JournalPartition.ofWorker("words", 0);
    static final JournalPartition SECOND = JournalPartition.ofWorker("words", 1);
    static final Map<String, String> SCHEMAS = Map.of("totals", "word,total", "limits", "name,limit");

    private static final List<JournalPartition> PARTITIONS = List.of(FIRST, SECOND);
    private static final int KEYS = 400;

    private final Random random;
    private final Store store;
    private final Map<JournalPartition, JournalWriter> writers = new LinkedHashMap<>();
    private final Map<JournalPartition, Long> positions = new LinkedHashMap<>();
    private final Map<String, List<String>> journals = new TreeMap<>();
    private final Map<String, Map<String, String>> entities = new TreeMap<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final Map<String, Map<String, String>> changes = new TreeMap<>();
    private List<SavedOutputs> outputs = List.of();
    private long checkpoint;
    private long lastLetter;
    private Instant cutAt = Instant.EPOCH;
    private long time = 1_800_000_000_000L;

    Scenario(Store store, long seed) {
        this.store = store;
        random = new Random(seed);
        store.register(SCHEMAS);
        for (JournalPartition partition : PARTITIONS) {
            writers.put(partition, store.journal(partition));
            positions.put(partition, 0L);
            journals.put(partition.toString(), new ArrayList<>());
        }
        SCHEMAS.keySet().forEach(state -> entities.put(state, new TreeMap<>()));
    }

    /** What a recovery must find now. */
    Contents expected() {
        Map<String, Long> named = new TreeMap<>();
        positions.forEach((partition, position) -> named.put(partition.toString(), position));
        return new Contents(
                checkpoint,
                cutAt,
                named,
                copy(journals, ArrayList::new),
                copy(entities, TreeMap::new),
                outputs.stream().map(Contents::text).toList(),
                letters.stream()
                        .map(letter -> letter + " " + letter.cause() + " " + Contents.hex(letter.frame()))
                        .toList(),
                new TreeMap<>(SCHEMAS));
    }

    private static <T> Map<String, T> copy(Map<String, T> original, UnaryOperator<T> copyOfValue) {
        Map<String, T> copy = new TreeMap<>();
        original.forEach((key, value) -> copy.put(key, copyOfValue.apply(value)));
        return copy;
    }

    Scenario append(int entries) {
        for (int i = 0; i < entries; i++) {
            JournalPartition partition = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
            JournalWriter writer = existing(writers, partition);
            List<JournalRecord> records = new ArrayList<>();
            int frames = 1 + random.nextInt(8);
            for (int frame = 0; frame < frames; frame++) {
                byte[] payload = bytes(random.nextInt(60));
                writer.frame(payload);
                records.add(new JournalRecord.Frame(payload));
            }
            if (random.nextInt(10) == 0) {
                byte[] bytes = bytes(20);
                JournalRecord rejected = new JournalRecord.Rejected(FailureReason.MALFORMED_FRAME, "längth -7", bytes);
                writer.add(rejected);
                records.add(rejected);
            }
            time += random.nextInt(50);
            long position = appended(writer, time);
            existing(journals, partition.toString())
                    .add(Contents.text(new JournalEntry(position, time, null, records)));
        }
        return this;
    }

    private static <K, V> V existing(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** Small write buffers are full now and then. */
    private static long appended(JournalWriter writer, long time) {
        while (true) {
            try {
                return writer.append(0, time);
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(StoreException.Kind.BUSY);
                Thread.onSpinWait();
            }
        }
    }

    /** A whole checkpoint. */
    Scenario checkpoint() {
        CheckpointWriter writer = saved();
        commit(writer);
        writer.apply();
        return this;
    }

    /** A checkpoint that is not committed. */
    CheckpointWriter saved() {
        CheckpointWriter writer = store.checkpoint(checkpoint + 1);
        changes.clear();
        for (int slice = 0; slice < 4; slice++) {
            EntitySlice entitySlice = new EntitySlice();
            for (int i = 0; i < 150; i++) {
                change(entitySlice);
            }
            writer.save(entitySlice);
        }
        outputs = List.of(
                new SavedOutputs("words", "counts", 0, List.of(bytes(10), bytes(0), bytes(40))),
                new SavedOutputs("words", "counts", 1, List.of(bytes(20))));
        outputs.forEach(saved -> writer.saveOutputs(saved.pipeline(), saved.sink(), saved.worker(), saved.messages()));
        return writer;
    }

    private void change(EntitySlice slice) {
        String state = random.nextBoolean() ? "totals" : "limits";
        byte[] key = ("key " + random.nextInt(KEYS)).getBytes(UTF_8);
        Map<String, String> changed = changes.computeIfAbsent(state, any -> new TreeMap<>());
        if (random.nextInt(20) == 0) {
            slice.remove(state, key);
            changed.put(Contents.hex(key), "");
        } else {
            Stored entity = new Stored(time, bytes(random.nextInt(120)));
            slice.add(state, key, entity.bytes(), entity.touchedMillis());
            changed.put(Contents.hex(key), Contents.text(entity));
        }
    }

    void commit(CheckpointWriter writer) {
        cutAt = Instant.ofEpochMilli(time);
        List<DeadLetter> fresh = List.of(letter("compute"), letter("encode"));
        Map<JournalPartition, Long> at = new LinkedHashMap<>(positions);
        writers.forEach((partition, journal) -> at.put(partition, journal.position()));
        writer.commit(at, cutAt, fresh);
        positions.putAll(at);
        fresh.forEach(letter -> letters.add(withId(letter, ++lastLetter)));
        journals.values().forEach(List::clear);
        changes.forEach((state, changed) -> changed.forEach((key, value) -> {
            if (value.isEmpty()) {
                existing(entities, state).remove(key);
            } else {
                existing(entities, state).put(key, value);
            }
        }));
        checkpoint++;
    }

    void removeOldestLetter() {
        store.deadLetters().remove(letters.removeFirst().id());
    }

    private DeadLetter letter(String step) {
        return new DeadLetter(
                0,
                "words",
                step,
                FailureReason.COMPUTE,
                random.nextInt(64),
                "it broke",
                Instant.ofEpochMilli(time),
                bytes(80));
    }

    private static DeadLetter withId(DeadLetter letter, long id) {
        return new DeadLetter(
                id,
                letter.pipeline(),
                letter.step(),
                letter.reason(),
                letter.partition(),
                letter.cause(),
                letter.time(),
                letter.frame());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
