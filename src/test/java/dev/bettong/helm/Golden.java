package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files in the tree that are made of others. {@code ./mvnw test -Dtest='Chart*' -Dbettong.regenerate=true} writes them
 * anew; look at what has changed.
 */
final class Golden {

    private static final String REGENERATE = "bettong.regenerate";

    private Golden() {}

    /** Fails if {@code file} does not hold {@code expected}, or writes it. */
    static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean(REGENERATE)) {
            Files.writeString(file, expected);
            return;
        }
        assertThat(file)
                .as("%s, which -D%s=true writes anew", file, REGENERATE)
                .content()
                .isEqualTo(expected);
    }
}
