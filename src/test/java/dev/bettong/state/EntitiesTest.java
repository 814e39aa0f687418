package dev.bettong.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What checkpoints save of entities, while events go on changing them. */
class EntitiesTest {

    private static final int KEYS = 200;
    private static final int STEPS = 20_000;
    private static final Partitioning HASHED = new Partitioning.Hashed(4);

    static final class Tally {

        private long count;
    }

    private static final State<Tally> TALLIES = State.named("tallies", Tally.class, Tally::new);
    private static final StateCodec<Object> CODEC = StateCodecs.of(TALLIES);

    /** What checkpoints have saved, as a store would have it: the one that runs does not count yet. */
    private static final class Saved implements EntityStore, EntityOutput {

        private final Map<String, SavedEntity> committed = new HashMap<>();
        private final Map<String, @Nullable SavedEntity> running = new HashMap<>(); // null: deleted
        private final List<String> reads = new ArrayList<>();

        @Override
        public @Nullable SavedEntity read(String state, byte[] key) {
            reads.add(KeyCodec.describe(key));
            return committed.get(KeyCodec.describe(key));
        }

        @Override
        public void save(String state, byte[] key, byte[] value, long touchedMillis) {
            put(key, new SavedEntity(value, touchedMillis));
        }

        @Override
        public void remove(String state, byte[] key) {
            put(key, null);
        }

        private void put(byte[] key, @Nullable SavedEntity entity) {
            assertThat(running).as("saved twice in a checkpoint").doesNotContainKey(KeyCodec.describe(key));
            running.put(KeyCodec.describe(key), entity);
        }

        void commit() {
            running.forEach((key, entity) -> committed.compute(key, (same, before) -> entity));
            running.clear();
        }

        Map<String, Long> counts() throws Exception {
            Map<String, Long> counts = new TreeMap<>();
            for (Map.Entry<String, SavedEntity> each : committed.entrySet()) {
                Tally tally = (Tally) CODEC.decode(each.getValue().value());
                counts.put(each.getKey(), tally.count);
            }
            return counts;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "20, 3", "1, 4", "150, 5"})
    void savesTheStateAsItWasAtTheCutWhateverHappensMeanwhile(long maxEntities, long seed) throws Exception {
        Saved saved = new Saved();
        WorkerEntities worker =
                new WorkerEntities(limit(maxEntities), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(TALLIES, HASHED);
        Random random = new Random(seed);
        Map<String, Long> model = new TreeMap<>();
        Map<String, Long> atCut = null;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> {
                    if (atCut == null) {
                        worker.cut(state -> true);
                        atCut = new TreeMap<>(model);
                    }
                }
                case 1, 2 -> {
                    if (atCut != null && worker.encodeUntil(System.nanoTime())) {
                        if (random.nextInt(4) == 0) {
                            saved.running.clear();
                            worker.giveBack();
                        } else {
                            saved.commit();
                            worker.saved();
                            assertThat(saved.counts())
                                    .as("seed %d, step %d", seed, step)
                                    .isEqualTo(atCut);
                        }
                        atCut = null;
                    }
                }
                default -> {
                    String key = "key" + random.nextInt(KEYS);
                    Entity entity = entities.entity(key, HASHED.partitionOf(key));
                    assertThat(((Tally) entity.value).count).isEqualTo(model.getOrDefault(describe(key), 0L));
                    int outcome = random.nextInt(10);
                    if (outcome == 0) {
                        entities.removed(entity);
                        model.remove(describe(key));
                    } else if (outcome < 7) {
                        ((Tally) entity.value).count++;
                        entities.changed(entity);
                        model.merge(describe(key), 1L, Long::sum);
                    }
                }
            }
        }
        assertThat(saved.counts()).isNotEmpty();
    }

    @Test
    void keepsDeletedEntitiesInMemoryOnlyUntilTheStoreHasDeletedThem() {
        Saved saved = new Saved();
        WorkerEntities worker = new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(TALLIES.expireAfter(Duration.ofHours(1)), HASHED);
        for (int key = 0; key < 10; key++) {
            entities.removed(entities.entity(key, 0));
        }
        assertThat(worker.look("tallies", List.of(3))).isEqualTo(new WorkerEntities.InMemory(null));

        entities.entity(3, 0); // without a change it stays deleted
        worker.cut(all -> true);
        worker.encodeUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());
        entities.changed(entities.entity(4, 0));
        saved.commit();
        worker.saved();

        assertThat(worker.size()).as("only the one that was made again").isEqualTo(1);
        assertThat(worker.look("tallies", List.of(3))).isNull();
    }

    private static String describe(String key) {
        return KeyCodec.describe(KeyCodec.encode(key));
    }

    @Test
    void saysThatNothingHasToBeSavedWhereNothingHasChanged() {
        Saved saved = new Saved();
        WorkerEntities worker = new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(TALLIES, HASHED);
        entities.entity("a", 0);
        worker.cut(state -> true);

        assertThat(worker.encodeUntil(System.nanoTime())).isTrue();
        assertThat(saved.running).isEmpty();
    }

    @Test
    void keepsTheChangesOfAStateThatACheckpointLeavesOut() {
        Saved saved = new Saved();
        WorkerEntities worker = new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(TALLIES, HASHED);
        entities.changed(entities.entity("a", 0));
        worker.cut(state -> false);
        worker.encodeUntil(System.nanoTime());
        worker.saved();

        assertThat(saved.running).isEmpty();
        assertThat(worker.pending()).isEqualTo(1);
    }

    @Test
    void asksForACheckpointInsteadOfForgettingWhatIsNotSaved() {
        Saved saved = new Saved();
        Asked asked = new Asked();
        WorkerEntities worker = new WorkerEntities(limit(10), new WorkerEntities.Durable(saved, saved, asked));
        Entities entities = worker.of(TALLIES, HASHED);
        for (int key = 0; key < 11; key++) {
            entities.changed(entities.entity(key, 0));
        }

        assertThat(asked.checkpoints).isPositive();
        assertThat(worker.size()).isEqualTo(11);
        worker.cut(state -> true);
        worker.encodeUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());
        saved.commit();
        worker.saved();
        entities.entity(11, 0);
        assertThat(worker.size()).isEqualTo(10);
    }

    @Test
    void reportsTheBytesThatCannotLeaveMemoryUntilACheckpointHasSavedThem() {
        Saved saved = new Saved();
        Asked asked = new Asked();
        WorkerEntities worker =
                new WorkerEntities(new StateLimits(0, 10_000), new WorkerEntities.Durable(saved, saved, asked));
        Entities entities = worker.of(TALLIES, HASHED);
        for (int key = 0; key < 1_000; key++) {
            entities.changed(entities.entity(key, 0));
        }

        assertThat(asked.checkpoints).isPositive();
        assertThat(asked.excess).isGreaterThan(100_000);
        worker.cut(state -> true);
        worker.encodeUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());
        saved.commit();
        worker.saved();
        assertThat(asked.excess).isZero();
        assertThat(worker.size()).isBetween(1L, 100L);
    }

    @ParameterizedTest
    @CsvSource({"10, 0, 10, 10", "0, 10000, 20, 60"}) // an entity of these takes 160 bytes and more
    void refusesNewKeysWithoutAStoreOnceTheLimitIsReached(long count, long bytes, long least, long most) {
        WorkerEntities worker = new WorkerEntities(new StateLimits(count, bytes));
        Entities entities = worker.of(TALLIES, HASHED);
        int refused = 0;
        for (int key = 0; key < 1_000; key++) {
            try {
                entities.changed(entities.entity(key, 0));
            } catch (StateFullException e) {
                assertThat(e).hasMessageContainingAll("'tallies'", "bettong.state.max-memory", "data-directory");
                refused++;
            }
        }

        assertThat(worker.size()).isBetween(least, most).isEqualTo(1_000 - refused);
        assertThat(entities.entity(0, 0).key).as("a key that is there").isEqualTo(0);
    }

    @Test
    void makesRoomForNewKeysByDroppingExpiredOnes() {
        WorkerEntities worker = new WorkerEntities(new StateLimits(10, 0));
        Entities entities = worker.of(TALLIES.expireAfter(Duration.ofMillis(100)), HASHED);
        for (int key = 0; key < 10; key++) {
            add(worker, entities, key, 1000);
        }
        assertThatThrownBy(() -> add(worker, entities, 10, 1100)).isInstanceOf(StateFullException.class);

        assertThat(add(worker, entities, 10, 1200)).isEqualTo(1);
    }

    @Test
    void savesATouchOnlyOnceInAWhile() {
        State<Tally> state = TALLIES.expireAfter(Duration.ofMillis(6_400));
        Saved saved = new Saved();
        WorkerEntities worker = new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(state, HASHED);
        int writes = 0;
        for (int millis = 1; millis <= 1_000; millis++) {
            worker.readAt(millis);
            entities.entity("a", 0);
            worker.cut(all -> true);
            worker.encodeUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());
            writes += saved.running.isEmpty() ? 0 : 1;
            saved.commit();
            worker.saved();
        }

        assertThat(writes).as("one for each 64th of the time").isBetween(9, 11);
        assertThat(add(worker, entities, "a", 7_400)).as("not early").isEqualTo(1);
        assertThat(add(worker, entities, "a", 7_400 + 6_400)).isEqualTo(2);
        assertThat(add(worker, entities, "a", 13_800 + 6_501)).as("expired").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void beginsAnewWithAnEntityThatNoEventHasTouchedForLong(boolean durable) {
        State<Tally> state = TALLIES.expireAfter(Duration.ofMillis(100));
        Saved saved = new Saved();
        WorkerEntities worker = durable
                ? new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()))
                : new WorkerEntities(StateLimits.NONE);
        Entities entities = worker.of(state, HASHED);
        add(worker, entities, "a", 1000);
        add(worker, entities, "a", 1100);
        assertThat(add(worker, entities, "a", 1200)).as("touched in time").isEqualTo(3);
        assertThat(worker.expired()).isZero();
        assertThat(add(worker, entities, "a", 1301)).as("expired").isEqualTo(1);
        assertThat(worker.expired()).isEqualTo(1);
    }

    @Test
    void forgetsExpiredEntitiesAndFindsSavedOnesExpired() {
        State<Tally> state = TALLIES.expireAfter(Duration.ofMillis(100));
        Saved saved = new Saved();
        WorkerEntities worker = new WorkerEntities(limit(0), new WorkerEntities.Durable(saved, saved, new Asked()));
        Entities entities = worker.of(state, HASHED);
        for (int key = 0; key < 100; key++) {
            add(worker, entities, key, 1000);
        }
        worker.cut(all -> true);
        worker.encodeUntil(System.nanoTime() + Duration.ofMinutes(1).toNanos());
        saved.commit();
        worker.saved();
        for (int i = 0; i < 100; i++) {
            add(worker, entities, "b", 1200);
        }

        assertThat(worker.size()).isEqualTo(1);
        assertThat(worker.expired()).as("a sweep of the store counts them").isZero();
        assertThat(add(worker, entities, 7, 1200)).as("saved, but expired").isEqualTo(1);
        assertThat(worker.expired()).isEqualTo(1);
    }

    private static StateLimits limit(long entities) {
        return new StateLimits(entities, 0);
    }

    /** What was reported. */
    private static final class Asked implements WorkerEntities.Pressure {

        private int checkpoints;
        private long excess;

        @Override
        public void wantsCheckpoint() {
            checkpoints++;
        }

        @Override
        public void excess(long bytes) {
            excess = bytes;
        }
    }

    private static long add(WorkerEntities worker, Entities entities, Object key, long millis) {
        worker.readAt(millis);
        Entity entity = entities.entity(key, 0);
        entities.changed(entity);
        return ++((Tally) entity.value).count;
    }
}
