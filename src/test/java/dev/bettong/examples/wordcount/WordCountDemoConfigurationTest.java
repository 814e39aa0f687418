package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.TestSocketUtils;

class WordCountDemoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(WordCount.class)
            .withPropertyValues("bettong.sinks.counts.tcp.port=" + TestSocketUtils.findAvailableTcpPort());

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
