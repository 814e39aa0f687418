package dev.bettong.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what comes of a {@link NumberedLoad}: whole lines whose numbers, for every key, only ever grow. */
public final class NumberedLines {

    private static final Pattern LINE = Pattern.compile("(c\\d+\\.k\\d+) (\\d+) (x*)");

    private final int padding;
    private final Map<String, Long> last = new HashMap<>();
    private long count;
    private long gaps;

    /** Takes lines that end with so many x. */
    public NumberedLines(int padding) {
        this.padding = padding;
    }

    /** Takes everything that a connection brought, which must be whole lines. */
    public void takeAll(TroubledReceiver.Connection connection) {
        connection.lines().forEach(this::take);
    }

    /**
     * Takes one line.
     *
     * @throws AssertionError if it is not a line as it was sent, or not behind the lines of its key
     */
    public void take(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || parts.group(3).length() != padding) {
            throw new AssertionError("not a whole line: '%s'".formatted(line));
        }
        String key = parts.group(1);
        long number = Long.parseLong(parts.group(2));
        Long before = last.put(key, number);
        if (before != null && number <= before) {
            throw new AssertionError("%s %d came after %d".formatted(key, number, before));
        }
        if (before != null && number != before + 1) {
            gaps++;
        }
        count++;
    }

    /** Lines so far. */
    public long count() {
        return count;
    }

    /** How often numbers of a key are missing between two lines. */
    public long gaps() {
        return gaps;
    }

    /** Keys so far. */
    public int keys() {
        return last.size();
    }

    /** How many lines there would be if none of those before the last of each key were missing. */
    public long highest() {
        return last.values().stream().mapToLong(number -> number + 1).sum();
    }

    /** Whether the lines of every key begin with 0 and have no gaps. */
    public boolean gaplessFromZero() {
        return gaps == 0 && highest() == count;
    }

    /** Whether the lines are what came of the first so many frames of every connection, with none left out. */
    public boolean isPrefixOfEveryConnection() {
        Map<String, Long> frames = new HashMap<>(); // by connection
        last.forEach((key, number) -> frames.merge(connection(key), number + 1, Long::sum));
        return gaplessFromZero()
                && last.entrySet().stream()
                        .allMatch(key -> key.getValue()
                                == lastOf(key.getKey(), frames.getOrDefault(connection(key.getKey()), 0L)));
    }

    private static String connection(String key) {
        return key.substring(0, key.indexOf('.'));
    }

    /** Last number of a key among so many frames of its connection: the keys take turns. */
    private static long lastOf(String key, long frames) {
        int turn = Integer.parseInt(key.substring(key.indexOf('k') + 1));
        return (frames - 1 - turn) / NumberedLoad.KEYS;
    }
}
