package dev.bettong.wiring;

import dev.bettong.problem.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Reads the keys of a partitioning as they are written in the configuration: single keys and ranges {@code x..y} of
 * characters or integers, in the type that the partition function gives.
 */
final class KeyList {

    /** Every key is a partition; a range beyond this is a slip of the pen. */
    static final int LIMIT = 65_536;

    private static final Pattern RANGE = Pattern.compile("(.+)\\.\\.(.+)", Pattern.DOTALL);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

    private final Class<?> type;

    private KeyList(Class<?> type) {
        this.type = type;
    }

    /**
     * The keys that {@code elements} stand for.
     *
     * @throws UnreadableKeyException if one of them stands for none
     */
    static List<Object> parse(List<String> elements, Class<?> type) {
        KeyList reader = new KeyList(type);
        List<Object> keys = new ArrayList<>();
        for (String element : elements) {
            keys.addAll(reader.keys(element));
            if (keys.size() > LIMIT) {
                throw new UnreadableKeyException("'%s' makes more than %d keys.".formatted(element, LIMIT));
            }
        }
        return keys;
    }

    private List<?> keys(String element) {
        if (element.isEmpty()) {
            throw new UnreadableKeyException("The key list has an empty element.");
        }
        Matcher range = RANGE.matcher(element);
        return range.matches() ? range(element, range.group(1), range.group(2)) : List.of(key(element));
    }

    private List<?> range(String element, String first, String last) {
        boolean text = type == String.class;
        if ((text || type == Character.class) && first.length() == 1 && last.length() == 1) {
            return range(
                    element,
                    first.charAt(0),
                    last.charAt(0),
                    at -> text ? (Object) Character.toString((char) at) : (Object) (char) at);
        }
        boolean numbers =
                INTEGER.matcher(first).matches() && INTEGER.matcher(last).matches();
        if (numbers && (text || type == Integer.class || type == Long.class)) {
            return range(element, Long.parseLong(first), Long.parseLong(last), at -> key(Long.toString(at)));
        }
        throw new UnreadableKeyException(
                "'%s' is not a range: both ends must be single characters or integers.".formatted(element));
    }

    private static List<?> range(String element, long first, long last, LongFunction<Object> key) {
        if (first > last) {
            throw new UnreadableKeyException("'%s' is a range that ends before it begins.".formatted(element));
        }
        if (last - first >= LIMIT) {
            throw new UnreadableKeyException("'%s' makes more than %d keys.".formatted(element, LIMIT));
        }
        return LongStream.rangeClosed(first, last).mapToObj(key).toList();
    }

    private Object key(String element) {
        try {
            if (type == String.class) {
                return element;
            } else if (type == Integer.class) {
                return Integer.valueOf(element);
            } else if (type == Long.class) {
                return Long.valueOf(element);
            }
        } catch (NumberFormatException notANumber) {
            throw new UnreadableKeyException("'%s' is not of type %s.".formatted(element, type.getSimpleName()));
        }
        return type == Character.class ? character(element) : constant(element);
    }

    private static Object character(String element) {
        if (element.length() != 1) {
            throw new UnreadableKeyException("'%s' is not a single character.".formatted(element));
        }
        return element.charAt(0);
    }

    private Object constant(String element) {
        if (!type.isEnum()) {
            throw new UnreadableKeyException(
                    "Keys of type %s cannot be written in the configuration; only String,".formatted(type.getName())
                            + " Character, Integer, Long and enum constants can.");
        }
        List<Object> constants = List.of((Object[]) type.getEnumConstants());
        List<String> names =
                constants.stream().map(constant -> ((Enum<?>) constant).name()).toList();
        int at = names.indexOf(element);
        if (at < 0) {
            throw new UnreadableKeyException("'%s' is not a %s.%s"
                    .formatted(element, type.getSimpleName(), NearestName.question(element, names)));
        }
        return constants.get(at);
    }

    /** A key in the configuration cannot be read; the message is a sentence that says why. */
    static final class UnreadableKeyException extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        UnreadableKeyException(String message) {
            super(message);
        }
    }
}
