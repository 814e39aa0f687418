package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Finds words by their bytes, without making strings: an open-addressing table. Immutable, for all threads. */
final class WordTable {

    static final int NOT_FOUND = -1;

    /** Slots for each word, at least: a sparse table has short searches. */
    private static final int SPARSENESS = 3;

    private static final int SCRAMBLE = 0x9E3779B9;

    private final int[] slots; // word + 1, or 0
    private final int[] hashes; // by word
    private final int[] starts; // by word, in text
    private final byte[] text;
    private final int shift;

    WordTable(List<String> words) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(words.size() * SPARSENESS);
        shift = Integer.SIZE - bits;
        slots = new int[1 << bits];
        hashes = new int[words.size()];
        starts = new int[words.size() + 1];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int word = 0; word < words.size(); word++) {
            byte[] bytes = words.get(word).getBytes(UTF_8);
            for (byte next : bytes) {
                hashes[word] = hash(hashes[word], next);
            }
            all.writeBytes(bytes);
            starts[word + 1] = all.size();
            int slot = slot(hashes[word]);
            while (slots[slot] != 0) {
                slot = following(slot);
            }
            slots[slot] = word + 1;
        }
        text = all.toByteArray();
    }

    /** The hash of a word with one more byte; that of no bytes is 0. */
    static int hash(int hash, byte next) {
        return 31 * hash + next;
    }

    /** The index of the word whose bytes these are, or {@link #NOT_FOUND}. */
    int find(byte[] bytes, int from, int to, int hash) {
        for (int slot = slot(hash); slots[slot] != 0; slot = following(slot)) {
            int word = slots[slot] - 1;
            if (hashes[word] == hash && Arrays.equals(bytes, from, to, text, starts[word], starts[word + 1])) {
                return word;
            }
        }
        return NOT_FOUND;
    }

    private int slot(int hash) {
        return (hash * SCRAMBLE) >>> shift;
    }

    private int following(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
