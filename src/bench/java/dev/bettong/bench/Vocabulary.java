package dev.bettong.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes up words that look like a language's: frequent ones are short; a few have digits or letters beyond ASCII. */
final class Vocabulary {

    private static final String[] ONSETS = "b c d f g h l m n p r s t v w th st ch br tr s t k j y qu z x".split(" ");
    private static final String[] VOWELS = "a e i o u ea ou io a e".split(" ");
    private static final String[] CODAS = "n r s t d l ng ck nt m".split(" ");

    /** Ranks below which words have one syllable, and at most two. */
    private static final int SHORT = 60;

    private static final int MEDIUM = 1_500;

    private final Random random;

    Vocabulary(Random random) {
        this.random = random;
    }

    /** So many different words, the most frequent first. */
    List<String> words(int count) {
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < count) {
            words.add(decorated(syllables(words.size())));
        }
        return new ArrayList<>(words);
    }

    private String syllables(int rank) {
        int syllables = rank < SHORT ? 1 : rank < MEDIUM ? 1 + random.nextInt(2) : 2 + random.nextInt(3);
        StringBuilder word = new StringBuilder();
        if (random.nextInt(100) < 18) {
            word.append(oneOf(VOWELS));
        }
        for (int i = 0; i < syllables; i++) {
            word.append(oneOf(ONSETS)).append(oneOf(VOWELS));
            if ((i == syllables - 1 || random.nextInt(4) == 0) && random.nextBoolean()) {
                word.append(oneOf(CODAS));
            }
        }
        return word.toString();
    }

    private String decorated(String word) {
        return switch (random.nextInt(250)) {
            case 0, 1 -> word + "'s";
            case 2 -> Integer.toString(random.nextInt(3_000));
            case 3 -> "é" + word;
            case 4 -> word + "-na";
            default -> word;
        };
    }

    private String oneOf(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
