package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.FreePort;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WordCountDemoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(WordCount.class)
            .withPropertyValues("bettong.sinks.counts.tcp.port=" + FreePort.find());

    @Test
    void doesNotShowTheDemoByDefault() {
        runner.run(context -> assertThat(context).doesNotHaveBean(WordCountDemo.class));
    }

    @Test
    void listensForTheDemoBeforeAnythingElseStarts() {
        runner.withPropertyValues("bettong.demo=true").run(context -> {
            assertThat(context.getBean(WordCountDemo.class).isRunning()).isTrue();
            assertThat(context.getBean(WordCountDemo.class).getPhase()).isEqualTo(Integer.MIN_VALUE);
        });
    }
}
