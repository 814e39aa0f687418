package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.contract.ContractRun;
import dev.bettong.contract.PipelineContract;
import dev.bettong.contract.Vector;
import dev.bettong.contract.VectorPipeline;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.testing.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The vectors on the embedded runtime, as the test kit runs it. */
class EmbeddedContractTest {

    abstract static class Embedded extends PipelineContract {

        @Override
        protected ContractRun start(Pipeline pipeline, Instant begin) {
            return new Run(configure(PipelineTest.of(pipeline).startingAt(begin)));
        }

        abstract PipelineTest configure(PipelineTest test);

        static List<Vector> vectors(boolean durable) {
            return Vector.all().stream()
                    .filter(vector -> vector.durable() == durable)
                    .toList();
        }
    }

    @Nested
    class InMemory extends Embedded {

        @Override
        PipelineTest configure(PipelineTest test) {
            return test;
        }

        @Override
        protected List<Vector> vectors() {
            return vectors(false);
        }
    }

    /** The keys of most vectors are on different workers, and so are their connections. */
    @Nested
    class OnThreeWorkers extends Embedded {

        /** Where a call, or an event behind a second partitioning, holds up what is on other workers here. */
        private static final Set<String> OF_ONE_WORKER = Set.of("64f", "66c", "66d");

        @Override
        PipelineTest configure(PipelineTest test) {
            return test.workers(3);
        }

        @Override
        protected List<Vector> vectors() {
            return vectors(false).stream()
                    .filter(vector -> !OF_ONE_WORKER.contains(vector.number()))
                    .toList();
        }

        @Override
        protected boolean ordered() {
            return false;
        }

        /** Workers tell each other how far their time has come. */
        @Override
        protected void afterAction(ContractRun run) {
            run.pass(Duration.ofMillis(20));
        }
    }

    @Nested
    class Durable extends Embedded {

        @Override
        PipelineTest configure(PipelineTest test) {
            return test.durable();
        }

        @Override
        protected List<Vector> vectors() {
            return Extent.of(vectors(true), vectors(false));
        }
    }

    @Nested
    class WithACrashBeforeEachAction extends Embedded {

        @Override
        PipelineTest configure(PipelineTest test) {
            return test.durable();
        }

        @Override
        protected List<Vector> vectors() {
            return Extent.of(
                    Vector.all().stream().filter(Vector::numbered).toList(),
                    Vector.all().stream().filter(vector -> !vector.numbered()).toList());
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
