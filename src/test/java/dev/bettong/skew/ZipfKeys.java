package dev.bettong.skew;

import java.util.Arrays;
import java.util.Random;

/** Keys as they come in real life: the second half as often as the first, the third a third as often, and so on. */
final class ZipfKeys {

    private final double[] upTo; // share of the keys up to this one
    private final Random random = new Random(1);

    ZipfKeys(int keys) {
        upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        for (int i = 0; i < keys; i++) {
            upTo[i] /= sum;
        }
    }

    /** The number of a key, 0 for the one that comes most often. */
    int next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble());
        return Math.min(found >= 0 ? found : -found - 1, upTo.length - 1);
    }
}
