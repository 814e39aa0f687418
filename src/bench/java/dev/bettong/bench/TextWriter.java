package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes a {@link Corpus} of text: words by Zipf's law, with capitals, punctuation and line ends among them. */
final class TextWriter {

    private static final int SEED = 42;
    private static final int VOCABULARY = 20_000;
    private static final int MIN_WORDS = 8;
    private static final int MAX_WORDS = 16;

    private final Random random = new Random(SEED); // its algorithm is specified, so the text is the same everywhere
    private final List<String> words;
    private final double[] cumulated;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TextWriter() {
        words = new Vocabulary(random).words(VOCABULARY);
        cumulated = new double[VOCABULARY];
        double sum = 0;
        for (int rank = 0; rank < VOCABULARY; rank++) {
            sum += 1.0 / (rank + 1);
            cumulated[rank] = sum;
        }
    }

    Corpus write(int frames) {
        int[] frameStarts = new int[frames + 1];
        int[] wordsBefore = new int[frames + 1];
        int[] wordAt = new int[frames * MAX_WORDS];
        int written = 0;
        for (int frame = 0; frame < frames; frame++) {
            frameStarts[frame] = bytes.size();
            wordsBefore[frame] = written;
            int count = random.nextInt(1_000) == 0 ? 0 : random.nextInt(MIN_WORDS, MAX_WORDS + 1);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                int word = byZipf();
                wordAt[written++] = word;
                append(text, words.get(word), i == 0);
            }
            frame(text.toString());
        }
        frameStarts[frames] = bytes.size();
        wordsBefore[frames] = written;
        return new Corpus(
                words, bytes.toByteArray(), frameStarts, wordsBefore, wordsBefore, Arrays.copyOf(wordAt, written));
    }

    private int byZipf() {
        double at = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return found < 0 ? -found - 1 : found;
    }

    private void append(StringBuilder text, String word, boolean first) {
        if (!first) {
            text.append(chance(5) ? '\n' : ' ').append(chance(1) ? " " : "");
        }
        text.append(chance(1) ? "-- " : "");
        boolean quoted = chance(3);
        text.append(quoted ? "\"" : "");
        if (first || chance(10)) {
            text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word, 1, word.length());
        } else {
            text.append(chance(2) ? word.toUpperCase(Locale.ROOT) : word);
        }
        text.append(quoted ? "\"" : "");
        text.append(chance(8) ? "," : chance(4) ? "." : chance(1) ? "?!" : "");
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void frame(String text) {
        byte[] payload = text.getBytes(UTF_8);
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(payload.length).array());
        bytes.writeBytes(payload);
    }
}
