package dev.bettong.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyListTest {

    static Stream<Arguments> readable() {
        return Stream.of(
                arguments(String.class, List.of("a..e", "!"), List.of("a", "b", "c", "d", "e", "!")),
                arguments(String.class, List.of("north", "south"), List.of("north", "south")),
                arguments(String.class, List.of("8..11"), List.of("8", "9", "10", "11")),
                arguments(String.class, List.of(",", " ", "a.."), List.of(",", " ", "a..")),
                arguments(Character.class, List.of("x..z", "-"), List.of('x', 'y', 'z', '-')),
                arguments(Integer.class, List.of("-1..1", "7"), List.of(-1, 0, 1, 7)),
                arguments(Long.class, List.of("1..2", "5000000000"), List.of(1L, 2L, 5_000_000_000L)),
                arguments(DayOfWeek.class, List.of("MONDAY", "FRIDAY"), List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                arguments(String.class, List.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readsKeysInTheirType(Class<?> type, List<String> elements, List<?> keys) {
        assertThat(KeyList.parse(elements, type)).isEqualTo(keys);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments(String.class, "", "The key list has an empty element."),
                arguments(String.class, "z..a", "'z..a' is a range that ends before it begins."),
                arguments(
                        String.class,
                        "ab..cd",
                        "'ab..cd' is not a range: both ends must be single characters or integers."),
                arguments(
                        Integer.class,
                        "a..z",
                        "'a..z' is not a range: both ends must be single characters or integers."),
                arguments(
                        DayOfWeek.class,
                        "MONDAY..FRIDAY",
                        "'MONDAY..FRIDAY' is not a range: both ends must be single characters or integers."),
                arguments(Integer.class, "0..65536", "'0..65536' makes more than 65536 keys."),
                arguments(Integer.class, "ten", "'ten' is not of type Integer."),
                arguments(Integer.class, "5000000000..5000000001", "'5000000000' is not of type Integer."),
                arguments(Character.class, "ab", "'ab' is not a single character."),
                arguments(DayOfWeek.class, "MONDY", "'MONDY' is not a DayOfWeek. Did you mean 'MONDAY'?"),
                arguments(
                        BigDecimal.class,
                        "1",
                        "Keys of type java.math.BigDecimal cannot be written in the configuration; only String,"
                                + " Character, Integer, Long and enum constants can."));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void saysWhyAKeyCannotBeRead(Class<?> type, String element, String message) {
        assertThatThrownBy(() -> KeyList.parse(List.of(element), type)).hasMessage(message);
    }
}
