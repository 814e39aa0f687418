package dev.bettong.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.codec.StateCodecs;
import dev.bettong.journal.JournalPartition;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.store.JournalReader;
import dev.bettong.store.StateDigest;
import dev.bettong.store.Store;
import dev.bettong.store.StoreSettings;
import dev.bettong.store.StoreView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What a service that has stopped has left on disk.
 *
 * @param entities by state and key, each in words
 * @param audited what is in closed windows of a client's numbers, by client
 * @param digests by state
 * @param letters dead letters, as {@link Model#describe described}, and how often each is there
 * @param unsent outputs that the next start will send first, as lines without their ends
 * @param unfinished partitions of the journal that a start would have to replay
 */
record StoreContents(
        Map<String, Map<String, String>> entities,
        Map<String, Windowed> audited,
        Map<String, StateDigest> digests,
        Map<String, Integer> letters,
        List<String> unsent,
        TreeSet<String> unfinished) {

    private static final int PAGE = 1_000;

    /** Reads a data directory that no process uses. */
    static StoreContents read(Path directory) {
        List<String> unsent = unsent(directory);
        try (Store store = Store.open(StoreSettings.in(directory))) {
            store.verify();
            Map<String, Map<String, String>> entities = new TreeMap<>();
            Map<String, StateDigest> digests = new TreeMap<>();
            for (State<?> state : CrashApplication.STATES) {
                StateCodec<Object> codec = StateCodecs.of(state);
                UnaryOperator<byte[]> inWords = bytes -> words(codec, bytes).getBytes(UTF_8);
                Map<String, String> byKey = new TreeMap<>();
                store.forEachEntity(
                        state.name(), (key, entity) -> byKey.put(KeyCodec.describe(key), words(codec, entity.bytes())));
                entities.put(state.name(), byKey);
                digests.put(state.name(), StateDigest.of(store, state.name(), inWords));
            }
            return new StoreContents(entities, audited(store), digests, letters(store), unsent, unfinished(store));
        }
    }

    private static Map<String, Windowed> audited(Store store) {
        StateCodec<Object> codec = StateCodecs.of(CrashApplication.AUDITED_CLOSED);
        Map<String, Windowed> audited = new TreeMap<>();
        store.forEachEntity(CrashApplication.AUDITED_CLOSED.name(), (key, entity) -> {
            try {
                audited.put(KeyCodec.describe(key), (Windowed) codec.decode(entity.bytes()));
            } catch (Exception e) {
                throw new AssertionError("an entity cannot be read", e);
            }
        });
        return audited;
    }

    static List<String> unsent(Path directory) {
        try (StoreView store = StoreView.open(directory)) {
            return store.outputs().stream()
                    .flatMap(saved -> saved.messages().stream())
                    .map(message -> new String(message, US_ASCII).stripTrailing())
                    .toList();
        }
    }

    private static String words(StateCodec<Object> codec, byte[] bytes) {
        try {
            return codec.decode(bytes).toString();
        } catch (Exception e) {
            throw new AssertionError("an entity cannot be read", e);
        }
    }

    private static Map<String, Integer> letters(Store store) {
        Map<String, Integer> letters = new TreeMap<>();
        long after = 0;
        while (true) {
            List<DeadLetter> page = store.deadLetters().page(null, after, PAGE);
            for (DeadLetter letter : page) {
                letters.merge(
                        Model.describe(letter.pipeline(), letter.step(), letter.reason(), letter.frame()),
                        1,
                        Integer::sum);
                after = letter.id();
            }
            if (page.isEmpty()) {
                return letters;
            }
        }
    }

    private static TreeSet<String> unfinished(Store store) {
        TreeSet<String> unfinished = new TreeSet<>();
        for (JournalPartition partition : store.partitions()) {
            try (JournalReader journal =
                    store.replay(partition, store.manifest().position(partition))) {
                if (journal.hasNext()) {
                    unfinished.add(partition.toString());
                }
            }
        }
        return unfinished;
    }
}
