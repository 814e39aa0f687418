package dev.bettong.examples.wordcount;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into words. */
final class Words {

    private static final String TRIMMED = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final int TYPICAL_LENGTH = 5;

    /** Whether an ASCII character is trimmed: a table, since every word asks at least twice. */
    private static final boolean[] IS_TRIMMED = new boolean[128];

    static {
        TRIMMED.chars().forEach(c -> IS_TRIMMED[c] = true);
    }

    private Words() {}

    /**
     * The words of {@code text}, in their order and in lower case. A word ends at a space or newline and has no ASCII
     * punctuation at its ends; what consists of punctuation only is no word.
     */
    static List<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>(lower.length() / TYPICAL_LENGTH + 1);
        int start = 0;
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c == ' ' || c == '\n') {
                addTrimmed(lower, start, i, words);
                start = i + 1;
            }
        }
        addTrimmed(lower, start, lower.length(), words);
        return words;
    }

    private static void addTrimmed(String text, int from, int to, List<String> words) {
        int start = from;
        int end = to;
        while (start < end && isTrimmed(text.charAt(start))) {
            start++;
        }
        while (start < end && isTrimmed(text.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            words.add(text.substring(start, end));
        }
    }

    private static boolean isTrimmed(char c) {
        return c < IS_TRIMMED.length && IS_TRIMMED[c];
    }
}
