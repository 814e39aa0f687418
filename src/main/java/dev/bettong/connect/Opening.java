package dev.bettong.connect;

import java.util.Map;

/**
 * What a connector opens.
 *
 * @param name of the source or sink
 * @param properties what is under its section in the configuration; the keys of nested ones with dots in between
 */
public record Opening(String name, Map<String, String> properties) {

    public Opening {
        properties = Map.copyOf(properties);
    }

    /**
     * A property that has to be there.
     *
     * @throws IllegalArgumentException if it is missing, with its name
     */
    public String required(String property) {
        String value = properties.get(property);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the property '%s' is missing".formatted(property));
        }
        return value;
    }
}
