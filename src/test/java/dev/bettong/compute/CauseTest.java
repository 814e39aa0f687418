package dev.bettong.compute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CauseTest {

    @Test
    void quotesClassMessageAndPlace() {
        assertThat(Cause.withMessage(new IllegalStateException("open sesame")))
                .startsWith("java.lang.IllegalStateException: open sesame at " + CauseTest.class.getName() + ".quotes");
    }

    @Test
    void doesWithoutAMessage() {
        assertThat(Cause.withMessage(new IllegalStateException()))
                .startsWith("java.lang.IllegalStateException at " + CauseTest.class.getName() + ".does");
    }

    @Test
    void keepsThePlaceBehindAMessageThatIsTooLong() {
        assertThat(Cause.withMessage(new IllegalStateException("x".repeat(1 << 20))))
                .startsWith("java.lang.IllegalStateException: xxx")
                .contains("xxx at " + CauseTest.class.getName() + ".keeps")
                .hasSize(Cause.MAX_LENGTH);
    }

    /** A character of two halves at every place around the cut, and halves that were alone from the beginning. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\ud83d", "\ude00"})
    void holdsWholeCharactersOnly(String before) {
        String cause = Cause.withMessage(new IllegalStateException(before + "\ud83d\ude00".repeat(Cause.MAX_LENGTH)));
        assertThat(new String(cause.getBytes(UTF_8), UTF_8))
                .isEqualTo(cause)
                .hasSizeLessThanOrEqualTo(Cause.MAX_LENGTH);
    }

    @Test
    void saysThatTheMessageItselfThrows() {
        assertThat(Cause.withMessage(new Broken()))
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
