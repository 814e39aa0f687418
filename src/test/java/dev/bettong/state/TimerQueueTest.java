package dev.bettong.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.keys.UnsupportedKeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerQueueTest {

    private record Timer(Object key, long at) {}

    private record Pair(int one, Day other) {}

    private enum Day {
        FIRST,
        SECOND
    }

    private static Object key(int number) {
        return switch (number % 5) {
            case 0 -> number;
            case 1 -> (long) number << 32 | number / 2; // of which many have the same hash code
            case 2 -> number / 2.0;
            case 3 -> new Pair(number, Day.SECOND);
            default -> "k" + number;
        };
    }

    @ParameterizedTest
    @CsvSource({"200, 40, 300", "20, 1000, 5000", "2, 3000, 20000", "1, 12000, 40000"})
    void hasTheTimersThatAreSetWhateverHappensToThem(int runs, int keys, int changes) {
        Random random = new Random(7);
        for (int run = 0; run < runs; run++) {
            TimerQueue queue = new TimerQueue();
            Map<Object, Long> model = new HashMap<>();
            int times = 1 + random.nextInt(2 * keys);
            for (int i = 0; i < changes; i++) {
                Object key = key(random.nextInt(2 * keys));
                switch (random.nextInt(8)) {
                    case 0, 1 -> assertThat(queue.clear(key)).isEqualTo(model.remove(key) != null);
                    case 2 -> takeFirst(queue, model, random.nextInt(100) == 0);
                    default -> {
                        long at = random.nextInt(times);
                        queue.set(key, at);
                        model.put(key, at);
                    }
                }
                assertThat(queue.at(key)).isEqualTo(model.getOrDefault(key, Timers.NEVER));
            }
            assertThat(queue.size()).isEqualTo(model.size());

            List<Timer> drained = drained(queue);

            assertThat(drained.stream().map(Timer::at)).isSorted();
            assertThat(drained).isEqualTo(drained(queueOf(model)));
            assertThat(drained)
                    .containsExactlyInAnyOrderElementsOf(model.entrySet().stream()
                            .map(entry -> new Timer(entry.getKey(), entry.getValue()))
                            .toList());
        }
    }

    private static TimerQueue queueOf(Map<Object, Long> timers) {
        TimerQueue queue = new TimerQueue();
        timers.forEach(queue::set);
        return queue;
    }

    private static void takeFirst(TimerQueue queue, Map<Object, Long> model, boolean compare) {
        if (!model.isEmpty()) {
            long earliest = Collections.min(model.values());
            assertThat(queue.next()).isEqualTo(earliest);
            Object first = queue.firstKey();
            if (compare) {
                assertThat(first).isEqualTo(queueOf(model).firstKey());
            }
            assertThat(model.remove(first)).isEqualTo(earliest);
            assertThat(queue.clear(first)).isTrue();
        }
    }

    private static List<Timer> drained(TimerQueue queue) {
        List<Timer> drained = new ArrayList<>();
        while (queue.next() != Timers.NEVER) {
            drained.add(new Timer(queue.firstKey(), queue.next()));
            queue.clear(queue.firstKey());
        }
        assertThat(queue.size()).isZero();
        return drained;
    }

    /** A replay may find them in another order, and may not have seen those that were cleared. */
    @Test
    void theOrderIsThatOfTheKeysWhateverWasBefore() {
        List<Timer> timers = new ArrayList<>();
        for (long key = 0; key < 10_000; key++) {
            timers.add(new Timer(key, key % 3));
        }
        List<Timer> shuffled = new ArrayList<>(timers);
        Collections.shuffle(shuffled, new Random(1));
        TimerQueue one = new TimerQueue();
        TimerQueue other = new TimerQueue();
        timers.forEach(timer -> one.set(timer.key, timer.at));
        for (long key = 20_000; key < 25_000; key++) {
            other.set(key, key % 3);
        }
        shuffled.forEach(timer -> other.set(timer.key, 5));
        for (long key = 20_000; key < 25_000; key++) {
            other.clear(key);
        }
        Collections.shuffle(shuffled, new Random(2));
        shuffled.forEach(timer -> other.set(timer.key, timer.at));

        assertThat(drained(other)).isEqualTo(drained(one));
    }

    /** It could have no place in the order; in memory, too. */
    @Test
    void takesNoKeyWithoutAStoredForm() {
        TimerQueue queue = new TimerQueue();

        assertThatThrownBy(() -> queue.set("\ud800", 5)).isInstanceOf(UnsupportedKeyException.class);

        Object unknown = new Object();
        assertThatThrownBy(() -> queue.set(unknown, 5)).isInstanceOf(UnsupportedKeyException.class);
        assertThat(queue.at(unknown)).isEqualTo(Timers.NEVER);
        assertThat(queue.size()).isZero();
    }

    /** "Aa" and "BB" have the same hash code, and so has every text of them. */
    @Test
    void keysMayHaveOneHash() {
        TimerQueue queue = new TimerQueue();
        List<String> keys = List.of("");
        for (int i = 0; i < 11; i++) {
            List<String> longer = new ArrayList<>();
            keys.forEach(key -> longer.addAll(List.of(key + "Aa", key + "BB")));
            keys = longer;
        }
        Collections.shuffle(keys, new Random(1));

        keys.forEach(key -> queue.set(key, 5));

        assertThat(drained(queue).stream().map(Timer::key))
                .isEqualTo(keys.stream().sorted().toList());
    }
}
