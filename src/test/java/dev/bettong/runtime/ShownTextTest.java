package dev.bettong.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTextTest {

    @Test
    void isTextThatUtf8CanSay() {
        assertThat(ShownText.ofKey("x".repeat(63) + "\uD83E\uDD98")).isEqualTo("x".repeat(63) + "?…");
        assertThat(ShownText.ofKey("half \uDD98 of it")).isEqualTo("half ? of it");
        assertThat(ShownText.ofKey("\uD83E\uDD98 \u00fc")).isEqualTo("\uD83E\uDD98 \u00fc");
    }

    @Test
    void saysWhatATextThatCannotBeMadeThrew() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("secret");
            }
        };

        assertThat(ShownText.ofEvent(broken)).isEqualTo("(toString() threw java.lang.IllegalStateException)");
    }
}
