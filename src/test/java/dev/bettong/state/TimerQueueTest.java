package dev.bettong.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.keys.KeyCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {

    @Test
    void firesInTheOrderOfTimesAndThenOfKeysWhateverIsSetAndCleared() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            TimerQueue queue = new TimerQueue();
            Map<String, Long> model = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                String key = "k" + random.nextInt(40);
                if (random.nextInt(4) == 0) {
                    assertThat(queue.clear(key)).isEqualTo(model.remove(key) != null);
                } else {
                    long at = random.nextInt(20);
                    queue.set(key, 0, at, KeyCodec.encode(key));
                    model.put(key, at);
                }
            }

            assertThat(drained(queue))
                    .isEqualTo(model.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue()
                                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .toList());
        }
    }

    private static List<String> drained(TimerQueue queue) {
        List<String> drained = new ArrayList<>();
        for (TimerQueue.Timer first = queue.first(); first != null; first = queue.first()) {
            assertThat(queue.of(first.key)).isSameAs(first);
            drained.add(first.at() + " " + first.key);
            queue.clear(first.key);
        }
        assertThat(queue.size()).isZero();
        return drained;
    }
}
