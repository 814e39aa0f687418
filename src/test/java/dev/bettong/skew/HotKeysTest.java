package dev.bettong.skew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotKeysTest {

    private static final int KEYS = 10_000;
    private static final int EVENTS = 200_000;

    private final HotKeys hot = new HotKeys();

    /** Fills it, and returns how often each key came. */
    private int[] fill() {
        ZipfKeys stream = new ZipfKeys(KEYS);
        int[] exact = new int[KEYS];
        for (int i = 0; i < EVENTS; i++) {
            int key = stream.next();
            exact[key]++;
            hot.add(key, key % 8, 1);
        }
        return exact;
    }

    private long unit() {
        return hot.counted().stream().mapToLong(HotKeys.Counted::count).sum() / EVENTS;
    }

    @Test
    void countsNoKeyTooLowAndKnowsByHowMuchItMayBeTooHigh() {
        int[] exact = fill();
        long unit = unit();

        assertThat(hot.counted()).hasSize(HotKeys.CAPACITY).allSatisfy(each -> {
            long truth = exact[(int) each.key()] * unit;
            assertThat(each.certain()).isLessThanOrEqualTo(truth);
            assertThat(each.count()).isGreaterThanOrEqualTo(truth);
            assertThat(each.partition()).isEqualTo((int) each.key() % 8);
        });
    }

    @Test
    void hasEveryKeyThatComesOftenEnough() {
        int[] exact = fill();
        List<Object> found = hot.counted().stream().map(HotKeys.Counted::key).toList();

        for (int key = 0; key < KEYS; key++) {
            if (exact[key] > EVENTS / HotKeys.CAPACITY) {
                assertThat(found).contains(key);
            }
        }
    }

    @Test
    void takesAnEventOfASampleForSoMany() {
        hot.add("a", 0, 32);
        hot.add("b", 1, 1);

        assertThat(hot.counted().getFirst().count())
                .isEqualTo(32 * hot.counted().getLast().count());
    }

    @Test
    void forgetsWhatWasLongAgo() {
        hot.add("a", 0, 1_000);
        hot.halve();
        hot.add("b", 1, 1_000);

        assertThat(hot.counted().getLast().count())
                .isEqualTo(2 * hot.counted().getFirst().count());
        for (int i = 0; i < 20; i++) {
            hot.halve();
        }
        assertThat(hot.counted()).isEmpty();
    }
}
