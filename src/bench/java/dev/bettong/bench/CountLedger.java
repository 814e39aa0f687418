package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The lines of the word count: for every word the counts 1, 2, 3 and so on. */
final class CountLedger extends Ledger {

    private static final int LONGEST_LINE = 128;

    private final WordTable words;

    CountLedger(Corpus corpus) {
        super(corpus);
        this.words = new WordTable(corpus.keys());
    }

    @Override
    int output(byte[] bytes, int start, int to, long now, @Nullable Recording current) {
        int hash = 0;
        int at = start;
        while (at < to && bytes[at] != ' ' && bytes[at] != '\n') {
            hash = WordTable.hash(hash, bytes[at++]);
        }
        int wordEnd = at;
        at += 4; // " => "
        long count = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            count = count * 10 + bytes[at++] - '0';
        }
        if (at >= to) {
            if (to - start > LONGEST_LINE) {
                fault(text(bytes, start, to), "no line");
            }
            return -1;
        }
        boolean arrow = bytes[wordEnd] == ' '
                && bytes[wordEnd + 1] == '='
                && bytes[wordEnd + 2] == '>'
                && bytes[wordEnd + 3] == ' ';
        int word = words.find(bytes, start, wordEnd, hash);
        if (!arrow || bytes[at] != '\n' || word == WordTable.NOT_FOUND) {
            fault(text(bytes, start, at), "not a word of the text and its count");
        } else if (count != next(word)) {
            fault(text(bytes, start, at), "expected " + next(word));
        } else {
            take(word, now, current);
        }
        return at + 1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, Math.min(LONGEST_LINE, to - from), UTF_8);
    }
}
