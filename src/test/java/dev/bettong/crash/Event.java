package dev.bettong.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends: its name and a number. All that happens to it follows from these two, so that a model knows it as
 * well as the service does. The first letter of the name is not in the frame, since the decoder of each source adds its
 * own.
 *
 * @param number counts the events of the client, from 0
 */
record Event(String client, long number) {

    static final List<String> LETTERS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    private static final int KEYS = 1_000; // of a client
    private static final int READERS = 5; // one in so many events reads the state of its key, and leaves it as it is
    private static final int COPIES = 8; // one in so many events leaves the side flow
    private static final int MAX_DELAY_MILLIS = 800;
    private static final int FAILURES = 5_003; // one in so many fails in a certain way

    /** Whether and where an order fails. */
    enum Fate {
        FINE,
        FAILS_IN_COMPUTATION,
        FAILS_AFTER_IT_HAS_CHANGED_STATE,
        HAS_NO_PARTITION,
        FAILS_IN_ENCODER
    }

    /** Decodes a frame of an input; returns {@code null} if it is marked for another pipeline than {@code reader}. */
    static @Nullable Event parse(Input input, Reader reader, byte[] payload) {
        String text = new String(payload, US_ASCII);
        int space = text.indexOf(' ');
        int end = unmarked(text).length();
        if (end < text.length() && text.charAt(end + 1) != reader.mark()) {
            return null;
        }
        return new Event(input.prefix() + text.substring(0, space), Long.parseLong(text, space + 1, end, 10));
    }

    /** The text of a frame without its mark. */
    static String unmarked(String text) {
        int mark = text.indexOf(' ', text.indexOf(' ') + 1);
        return mark < 0 ? text : text.substring(0, mark);
    }

    byte[] payload() {
        return text().getBytes(US_ASCII);
    }

    /** A frame that only one pipeline is to take. */
    byte[] payload(Reader only) {
        return (text() + ' ' + only.mark()).getBytes(US_ASCII);
    }

    private String text() {
        return client.substring(1) + ' ' + number;
    }

    String key() {
        return client + '/' + Math.floorMod(mixed(), KEYS);
    }

    String letter() {
        return LETTERS.get(letterIndex());
    }

    /** Another one. */
    String nextLetter() {
        return LETTERS.get((letterIndex() + 1) % LETTERS.size());
    }

    private int letterIndex() {
        return Math.floorMod(mixed() >> 16, LETTERS.size());
    }

    boolean onlyReads() {
        return Math.floorMod(mixed() >> 24, READERS) == 0;
    }

    /** Whether it takes the first branch. */
    boolean large() {
        return (mixed() >> 48 & 1) == 0;
    }

    /** Whether its copy has an output. */
    boolean copied() {
        return number % COPIES == 0;
    }

    /** After what time the timer fires that this event sets, if it sets one. */
    long delayMillis() {
        return Math.floorMod(mixed() >> 40, MAX_DELAY_MILLIS);
    }

    Fate fate() {
        return switch (Math.floorMod(mixed() >> 32, FAILURES)) {
            case 1 -> Fate.FAILS_IN_COMPUTATION;
            case 2 -> Fate.FAILS_AFTER_IT_HAS_CHANGED_STATE;
            case 3 -> Fate.HAS_NO_PARTITION;
            case 4 -> Fate.FAILS_IN_ENCODER;
            default -> Fate.FINE;
        };
    }

    /** A number that looks as if it were random: splitmix64, by Steele, Lea and Flood. */
    private long mixed() {
        long mixed = client.hashCode() + (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
