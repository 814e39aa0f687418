package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.contract.ContractRun;
import dev.bettong.contract.PipelineContract;
import dev.bettong.contract.VectorPipeline;
import dev.bettong.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The vectors on the embedded runtime, as the test kit runs it. */
class EmbeddedContractTest {

    @Nested
    class InMemory extends PipelineContract {

        @Override
        protected ContractRun start(Pipeline pipeline, Instant begin) {
            return new Run(PipelineTest.of(pipeline).startingAt(begin));
        }

        @Override
        protected boolean durable() {
            return false;
        }

        @Override
        protected boolean crashing() {
            return false;
        }
    }

    @Nested
    class Durable extends PipelineContract {

        @Override
        protected ContractRun start(Pipeline pipeline, Instant begin) {
            return new Run(PipelineTest.of(pipeline).durable().startingAt(begin));
        }

        @Override
        protected boolean durable() {
            return true;
        }

        @Override
        protected boolean crashing() {
            return false;
        }
    }

    @Nested
    class WithACrashBeforeEachAction extends PipelineContract {

        @Override
        protected ContractRun start(Pipeline pipeline, Instant begin) {
            return new Run(PipelineTest.of(pipeline).durable().startingAt(begin));
        }

        @Override
        protected boolean durable() {
            return true;
        }

        @Override
        protected boolean crashing() {
            return true;
        }
    }

    private record Run(PipelineTest test) implements ContractRun {

        Run {
            test.now(); // starts it
        }

        private Feed connection(String name) {
            return test.source(VectorPipeline.SOURCE).connection(name);
        }

        @Override
        public void send(String connection, String event) {
            connection(connection).send(event);
        }

        @Override
        public void open(String connection) {
            connection(connection).send(new String[0]);
        }

        @Override
        public void closeConnection(String connection) {
            connection(connection).close();
        }

        @Override
        public void pass(Duration time) {
            test.pass(time);
        }

        @Override
        public void setClock(Duration by) {
            test.setClock(by);
        }

        @Override
        public void answered() {
            test.settle();
        }

        @Override
        public void checkpoint() {
            test.checkpoint();
        }

        @Override
        public void crash(Duration down) {
            test.crash(down);
        }

        @Override
        public void restart(Duration down) {
            test.restart(down);
        }

        @Override
        public List<String> outputs() {
            return test.sink(VectorPipeline.SINK).take().stream()
                    .map(message -> new String(message, UTF_8).strip())
                    .toList();
        }

        @Override
        public List<String> failures() {
            return test.letters().stream()
                    .map(letter -> "%s %s"
                            .formatted(letter.reason().tag(), new String(letter.frame(), UTF_8))
                            .strip())
                    .toList();
        }

        @Override
        public void close() {
            test.close();
        }
    }
}
