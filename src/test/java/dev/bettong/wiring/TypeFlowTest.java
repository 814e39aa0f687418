package dev.bettong.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.springframework.core.ResolvableType.forClass;
import static org.springframework.core.ResolvableType.forClassWithGenerics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ResolvableType;

class TypeFlowTest {

    static Stream<Arguments> types() {
        return Stream.of(
                arguments(forClass(String.class), forClass(String.class), true),
                arguments(forClass(String.class), forClass(CharSequence.class), true),
                arguments(forClass(CharSequence.class), forClass(String.class), false),
                arguments(forClass(byte[].class), forClass(Object.class), true),
                arguments(
                        forClassWithGenerics(ArrayList.class, String.class),
                        forClassWithGenerics(List.class, String.class),
                        true),
                arguments(
                        forClassWithGenerics(List.class, Integer.class),
                        forClassWithGenerics(List.class, Number.class),
                        false),
                arguments(forClassWithGenerics(List.class, Integer.class), forClass(List.class), true),
                arguments(forClass(HashMap.class), forClassWithGenerics(Map.class, String.class, Long.class), true),
                arguments(forClass(HashMap.class), forClassWithGenerics(List.class, String.class), false));
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @MethodSource("types")
    void fits(ResolvableType given, ResolvableType wanted, boolean fits) {
        assertThat(TypeFlow.fits(given, wanted)).isEqualTo(fits);
    }
}
