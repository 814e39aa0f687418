package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import org.junit.jupiter.api.Test;

class WordCountPipelineTest {

    private static Pipeline splitAndCount() {
        WordCount words = new WordCount();
        return words.splitAndCount(words.text(), words.split(), words.firstLetter(), words.countWord(), words.line());
    }

    @Test
    void countsWordsOnAnyNumberOfWorkersThroughCrashes() {
        PipelineTest.everywhere(
                test -> {
                    test.source("lines").send("The people, the last");
                    test.sink("counts").sendsInAnyOrder("the => 1", "people => 1", "the => 2", "last => 1");
                    test.checkpoint();
                    test.source("lines").connection("another").send("the end");
                    test.sink("counts").sendsInAnyOrder("the => 3", "end => 1");
                    assertThat(test.state(WordCount.TOTALS, "t").byWord()).containsOnlyKeys("the");
                },
                splitAndCount());
    }
}
