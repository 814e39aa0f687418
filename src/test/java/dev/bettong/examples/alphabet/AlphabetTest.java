package dev.bettong.examples.alphabet;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AlphabetTest {

    private static Pipeline pipeline() {
        Alphabet alphabet = new Alphabet();
        return alphabet.alphabetPipeline(alphabet.votes(), alphabet.votedLetter(), alphabet.letterTotal());
    }

    private static byte[] votes(char letter, int count) {
        return ByteBuffer.allocate(5).put((byte) letter).putInt(count).array();
    }

    @Test
    void addsUpTheVotesOfEachLetter() {
        PipelineTest.everywhere(
                test -> {
                    test.source("votes").send(votes('a', 3), votes('z', 1), votes('a', 4));
                    test.sink("totals").sendsInAnyOrder("a => 3", "z => 1", "a => 7");
                    test.source("votes").connection("another").send(votes('z', 10), votes('a', 0));
                    test.sink("totals").sendsInAnyOrder("z => 11", "a => 7");
                },
                pipeline());
    }

    @Test
    void countsVotesOf32Bits() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("votes").send(votes('a', -1), votes('a', 1));
            test.sink("totals").sends("a => 4294967295", "a => 4294967296");
        }
    }

    @Test
    void takesNothingElse() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("votes").send("a 12", "a");
            test.fails("votes", "decode");
            test.fails("votes", "decode");
        }
    }
}
