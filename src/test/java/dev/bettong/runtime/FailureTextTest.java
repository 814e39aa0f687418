package dev.bettong.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTextTest {

    @Test
    void quotesClassMessageAndPlace() {
        assertThat(FailureText.withMessage(new IllegalStateException("open sesame")))
                .startsWith("java.lang.IllegalStateException: open sesame at " + FailureTextTest.class.getName()
                        + ".quotes");
    }

    @Test
    void doesWithoutAMessage() {
        assertThat(FailureText.withMessage(new IllegalStateException()))
                .startsWith("java.lang.IllegalStateException at " + FailureTextTest.class.getName() + ".does");
    }

    @Test
    void keepsThePlaceBehindAMessageThatIsTooLong() {
        assertThat(FailureText.withMessage(new IllegalStateException("x".repeat(1 << 20))))
                .startsWith("java.lang.IllegalStateException: xxx")
                .contains("xxx at " + FailureTextTest.class.getName() + ".keeps")
                .hasSize(FailureText.MAX_LENGTH);
    }

    /** A character of two halves at every place around the cut, and halves that were alone from the beginning. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\ud83d", "\ude00"})
    void holdsWholeCharactersOnly(String before) {
        String cause = FailureText.withMessage(
                new IllegalStateException(before + "\ud83d\ude00".repeat(FailureText.MAX_LENGTH)));
        assertThat(new String(cause.getBytes(UTF_8), UTF_8))
                .isEqualTo(cause)
                .hasSizeLessThanOrEqualTo(FailureText.MAX_LENGTH);
    }

    @Test
    void saysThatTheMessageItselfThrows() {
        assertThat(FailureText.withMessage(new Broken()))
                .startsWith(Broken.class.getName()
                        + ": its message could not be made, for java.lang.IllegalArgumentException at ");
    }

    private static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String getMessage() {
            throw new IllegalArgumentException("no message");
        }
    }
}
