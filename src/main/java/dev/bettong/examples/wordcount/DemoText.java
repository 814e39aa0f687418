package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text cut into frames, one for each line, which repeat without end: after the last comes the first again. Knows how
 * often each word occurs in any number of frames. Immutable.
 */
final class DemoText {

    private static final String BILL_OF_RIGHTS = "bill-of-rights.txt";

    private final List<byte[]> frames;
    private final List<Set<String>> wordsOfFrames;
    private final int[] wordsBefore;

    /** For each word: how often it occurs before each frame of the first round, and at last in the whole round. */
    private final Map<String, int[]> occurrencesBefore;

    private DemoText(List<String> lines) {
        frames = lines.stream().map(DemoText::frameOf).toList();
        wordsOfFrames = lines.stream().map(line -> Set.copyOf(Words.in(line))).toList();
        wordsBefore = new int[lines.size() + 1];
        occurrencesBefore = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = Words.in(lines.get(i));
            wordsBefore[i + 1] = wordsBefore[i] + words.size();
            for (String word : words) {
                int[] before = occurrencesBefore.computeIfAbsent(word, first -> new int[lines.size() + 1]);
                for (int later = i + 1; later < before.length; later++) {
                    before[later]++;
                }
            }
        }
    }

    /** The first ten amendments to the constitution of the United States. */
    static DemoText billOfRights() {
        try (InputStream text = DemoText.class.getResourceAsStream(BILL_OF_RIGHTS)) {
            if (text == null) {
                throw new FileNotFoundException(BILL_OF_RIGHTS);
            }
            return of(new String(text.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the text of the demo", e);
        }
    }

    /** The lines of {@code text} that are not blank; at least one must have a word. */
    static DemoText of(String text) {
        return new DemoText(text.lines().filter(line -> !line.isBlank()).toList());
    }

    /** The bytes of a frame, header included; to be read only. */
    byte[] frame(long number) {
        return frames.get((int) (number % frames.size()));
    }

    /** The words of a frame, each once. */
    Set<String> wordsOf(long number) {
        return wordsOfFrames.get((int) (number % frames.size()));
    }

    /** All words, each once. */
    Set<String> words() {
        return occurrencesBefore.keySet();
    }

    /** How many words the first {@code count} frames have. */
    long wordsIn(long count) {
        return inFrames(count, wordsBefore);
    }

    /** How often {@code word} occurs in the first {@code count} frames. */
    long occurrencesIn(long count, String word) {
        int[] before = occurrencesBefore.get(word);
        return before == null ? 0 : inFrames(count, before);
    }

    private long inFrames(long count, int[] before) {
        int round = frames.size();
        return count / round * before[round] + before[(int) (count % round)];
    }

    private static byte[] frameOf(String line) {
        byte[] payload = line.getBytes(UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }
}
