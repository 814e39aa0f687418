package dev.bettong.codec;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The form in which a part of a state is stored. Immutable. */
sealed interface SchemaType {

    /** A single value; the name is that of its type in the schema's text. */
    record Scalar(String name) implements SchemaType {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Any array or collection. */
    record Sequence(SchemaType element) implements SchemaType {

        @Override
        public String toString() {
            return "list of " + element;
        }
    }

    /** Any map. */
    record Mapping(SchemaType key, SchemaType value) implements SchemaType {

        @Override
        public String toString() {
            return "map of %s to %s".formatted(key, value);
        }
    }

    /** An enum, by the names of its constants. */
    record Constants(Set<String> names) implements SchemaType {

        public Constants {
            names = new TreeSet<>(names);
        }

        @Override
        public String toString() {
            return "enum of " + String.join(", ", names);
        }
    }

    /** A record or class, whose fields the schema lists under {@code name}. */
    record Fields(String name) implements SchemaType {

        @Override
        public String toString() {
            return name;
        }
    }

    /** What every scalar can be read as without loss, besides itself. */
    static List<String> wider(String scalar) {
        return switch (scalar) {
            case "byte" -> List.of("short", "int", "long", "float", "double", "big integer", "big decimal");
            case "short" -> List.of("int", "long", "float", "double", "big integer", "big decimal");
            case "int" -> List.of("long", "double", "big integer", "big decimal");
            case "long" -> List.of("big integer", "big decimal");
            case "big integer" -> List.of("big decimal");
            case "float" -> List.of("double");
            case "char" -> List.of("string");
            default -> List.of();
        };
    }
}
