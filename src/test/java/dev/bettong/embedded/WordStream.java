package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Frames of text for a word count, with the words that they hold: mixed case, punctuation, UTF-8 beyond ASCII, empty
 * frames, and one frame of the largest size.
 */
final class WordStream {

    static final int MAX_FRAME_SIZE = 1 << 20;

    private static final String[] BEYOND_ASCII = {"été", "straße", "слово", "日本語", "naïve", "\uD83E\uDD98", "αβγ"};
    private static final String[] AROUND = {"", "", "", "", ",", ".", "\"", "!?", "--", "(", "'"};
    private static final String[] BETWEEN = {" ", " ", " ", "\n", "  ", " \n "};
    private static final int VOCABULARY = 3000;
    private static final int MAX_WORDS = 24;
    private static final int MAX_WRITE = 1 << 17;

    private final RandomGenerator random;
    private final List<String> vocabulary = new ArrayList<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final byte[] bytes;
    private long words;

    /** Makes frames of {@code atLeast} words or a few more. */
    WordStream(RandomGenerator random, long atLeast) throws IOException {
        this.random = random;
        vocabulary.addAll(List.of(BEYOND_ASCII));
        while (vocabulary.size() < VOCABULARY) {
            vocabulary.add(Long.toString(random.nextLong(1L << random.nextInt(8, 36)), 36));
        }
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        DataOutputStream frames = new DataOutputStream(buffer);
        write(frames, largest());
        while (words < atLeast) {
            write(frames, text());
        }
        bytes = buffer.toByteArray();
    }

    private static void write(DataOutputStream frames, String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        frames.writeInt(payload.length);
        frames.write(payload);
    }

    private String largest() {
        String word = "kangaroo ";
        int repeats = MAX_FRAME_SIZE / word.length();
        count("kangaroo", repeats);
        return word.repeat(repeats) + " ".repeat(MAX_FRAME_SIZE - repeats * word.length());
    }

    /** Between none and some words; common ones are more common. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(MAX_WORDS); left > 0; left--) {
            String word = vocabulary.get(random.nextInt(1 + random.nextInt(VOCABULARY)));
            count(word, 1);
            text.append(oneOf(AROUND))
                    .append(shouted(word))
                    .append(oneOf(AROUND))
                    .append(oneOf(BETWEEN));
        }
        return text.toString();
    }

    private String shouted(String word) {
        boolean ascii = word.chars().allMatch(c -> c < 128);
        return ascii && random.nextInt(5) == 0 ? word.toUpperCase(Locale.ROOT) : word;
    }

    private void count(String word, long times) {
        counts.merge(word, times, Long::sum);
        words += times;
    }

    private String oneOf(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Words in the stream. */
    long words() {
        return words;
    }

    /** How often each word is in the stream. */
    Map<String, Long> counts() {
        return counts;
    }

    /** Sends the stream {@code times} over a connection, cut anywhere. */
    void send(int port, int times) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < times; i++) {
                int sent = 0;
                while (sent < bytes.length) {
                    int length = Math.min(1 + random.nextInt(MAX_WRITE), bytes.length - sent);
                    out.write(bytes, sent, length);
                    sent += length;
                }
            }
        }
    }
}
