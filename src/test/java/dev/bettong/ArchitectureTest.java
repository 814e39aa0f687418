package dev.bettong;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static dev.bettong.ArchitectureRules.ALONE_WITH_WHAT_IS_SHARED;
import static dev.bettong.ArchitectureRules.FLINK;
import static dev.bettong.ArchitectureRules.MICROMETER;
import static dev.bettong.ArchitectureRules.NETWORK;
import static dev.bettong.ArchitectureRules.NO_CYCLES;
import static dev.bettong.ArchitectureRules.NO_GRAB_BAGS;
import static dev.bettong.ArchitectureRules.NO_PRINTING;
import static dev.bettong.ArchitectureRules.NO_SLEEP;
import static dev.bettong.ArchitectureRules.NULL_MARKED;
import static dev.bettong.ArchitectureRules.PACKAGES;
import static dev.bettong.ArchitectureRules.PACKAGES_ON_THE_MAP;
import static dev.bettong.ArchitectureRules.PLAIN_API;
import static dev.bettong.ArchitectureRules.ROCKSDB;
import static dev.bettong.ArchitectureRules.SPRING;
import static dev.bettong.ArchitectureRules.USES_BY_THE_MAP;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.bettong.pipeline.Pipeline;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The map of the packages, held. Every rule is applied twice: to our classes, which must keep it, and to planted ones,
 * which show that it bites where it should and nowhere else.
 */
class ArchitectureTest {

    private static final JavaClasses OURS_AND_TESTS = new ClassFileImporter().importPackages("dev.bettong");
    private static final JavaClasses OURS =
            OURS_AND_TESTS.that(describe("are no tests", ArchitectureTest::isNoTest)); // one import: it takes its time

    static List<Guard> guards() {
        return List.of(
                new Guard("packages use what the map allows", USES_BY_THE_MAP)
                        .given("embedded", "public class Target { public static void call() {} }")
                        .given("embedded", "public class Trouble extends RuntimeException {}")
                        .given("embedded", "public @interface Mark {}")
                        .bites("sink", "class Calls { void it() { dev.bettong.embedded.Target.call(); } }")
                        .bites("sink", "class Refers { Runnable it = dev.bettong.embedded.Target::call; }")
                        .bites("sink", "class Extends extends dev.bettong.embedded.Target {}")
                        .bites(
                                "sink",
                                "class Catches { void it() { try { hashCode(); } catch (dev.bettong.embedded.Trouble e) {} } }")
                        .bites("sink", "class Lists { java.util.List<dev.bettong.embedded.Target> it; }")
                        .bites(
                                "sink",
                                "class Stacks { Object it(dev.bettong.embedded.Target[][] all) { return all; } }")
                        .bites("sink", "@dev.bettong.embedded.Mark class Marked {}")
                        .bites("sink", "class Outer { class Inner { Object it = dev.bettong.embedded.Target.class; } }")
                        .given("util", "public class Strings {}")
                        .bites("util", "class Pipes { dev.bettong.pipeline.Pipeline it; }")
                        .bites("sink", "class Joins { dev.bettong.util.Strings it; }")
                        .spares("check", "class Checks { dev.bettong.source.LengthField[][] it; }"),
                new Guard("no package needs one that needs it", NO_CYCLES)
                        .bites("source", "public class Ping { dev.bettong.sink.Pong it; }")
                        .bites("sink", "public class Pong { dev.bettong.source.Ping it; }")
                        .spares("runtime", "class Here { There there; }")
                        .spares("runtime", "class There { Here here; dev.bettong.sink.Pong it; }"),
                new Guard("the API is plain Java", PLAIN_API)
                        .bites("pipeline", "class Tested { org.junit.jupiter.api.Test it; }")
                        .bites("pipeline", "class Watched { dev.bettong.runtime.Status it; }")
                        .bites("pipeline.builder", "class Deep { org.junit.jupiter.api.Test it; }")
                        .spares("pipeline", "class Plain { java.net.http.HttpClient it; Plain[] more; }")
                        .spares("pipeline", "class Marked { @org.jspecify.annotations.Nullable Plain it; }")
                        .spares("source", "class Elsewhere { org.junit.jupiter.api.Test it; }"),
                new Guard("every package is on the map", PACKAGES_ON_THE_MAP)
                        .bites("util", "class Strings {}")
                        .bites("source.tcp", "class Server {}")
                        .bites("pipelines", "class Pipeline {}")
                        .spares("", "class Application {}")
                        .spares("source", "class Server {}")
                        .spares("examples.wordcount", "class Words {}"),
                new Guard("every package is null-marked", NULL_MARKED)
                        .bites("store", "class Store {}")
                        .bites("examples.shop", "class Shop { class Shelf {} }")
                        .given("sink", "@org.jspecify.annotations.NullUnmarked ")
                        .bites("sink", "class Sink {}")
                        .given("source", "@org.jspecify.annotations.NullMarked ")
                        .spares("source", "class Source { class Connection {} }")
                        .given("examples", "@org.jspecify.annotations.NullMarked ")
                        .spares("examples", "class Example {}"),
                new Guard("no class is a grab bag", NO_GRAB_BAGS)
                        .bites("source", "class ConnectionManager {}")
                        .bites("source", "class FrameHelper {}")
                        .bites("source", "class ByteUtil {}")
                        .bites("source", "class ByteUtils {}")
                        .bites("source", "class SourceImpl {}")
                        .bites("source", "interface Server { class ServerImpl implements Server {} }")
                        .spares("source", "class Utilisation {}")
                        .spares("source", "class ManagerList {}"),
                new Guard("nobody sleeps", NO_SLEEP)
                        .bites("worker", "class Naps { void it() throws Exception { Thread.sleep(1); } }")
                        .bites("worker", "class Dozes { void it() throws Exception { Thread.sleep(1, 1); } }")
                        .bites(
                                "worker",
                                "class Rests { void it(java.time.Duration d) throws Exception { Thread.sleep(d); } }")
                        .bites(
                                "examples.shop",
                                "class Snores { interface Nap { void of(long ms) throws Exception; } Nap it = Thread::sleep; }")
                        .bites(
                                "",
                                "class Slumbers { void it() throws Exception { java.util.concurrent.TimeUnit.DAYS.sleep(1); } }")
                        .spares("worker", "class Yields { void it() { Thread.yield(); } void sleep() { sleep(); } }"),
                new Guard("only examples and the main class print", NO_PRINTING)
                        .bites("source", "class Prints { void it() { System.out.println(); } }")
                        .bites("cli", "class Hands { Object it = System.out; }")
                        .spares("", "class Passes { Object it = System.out; }")
                        .spares("examples.shop", "class Shows { void it() { System.out.println(); } }")
                        .spares("source", "class Asks { String it = System.lineSeparator(); }"),
                new Guard("Spring is for wiring", SPRING)
                        .bitesUsersOf("org.springframework.boot.planted", "pipeline", "source", "chain", "worker")
                        .bitesUsersOf("org.springframework.planted", "store", "sink", "runtime", "embedded")
                        .sparesUsersOf("org.springframework.core.planted", "", "config", "admin", "flink")
                        .sparesUsersOf("org.springframework.beans.planted", "examples", "examples.shop"),
                new Guard("the network is at the edges", NETWORK)
                        .bitesUsersOf("io.netty.planted", "pipeline", "chain", "store", "runtime", "", "admin")
                        .bitesUsersOf("reactor.planted", "examples.shop", "admin", "runtime")
                        .bitesUsersOf("org.apache.kafka.planted", "store", "chain", "examples")
                        .sparesUsersOf("io.netty.buffer.planted", "source", "sink", "worker", "embedded")
                        .sparesUsersOf("reactor.netty.planted", "flink", "properties", "check", "checkpoint", "sink")
                        .sparesUsersOf("org.apache.kafka.clients.planted", "source", "sink"),
                new Guard("RocksDB is in the store", ROCKSDB)
                        .bitesUsersOf("org.rocksdb.planted", "pipeline", "source", "chain", "worker", "sink", "runtime")
                        .bitesUsersOf("org.rocksdb", "embedded", "flink", "admin", "config", "examples.shop", "")
                        .sparesUsersOf("org.rocksdb.util.planted", "store"),
                new Guard("Flink is in flink", FLINK)
                        .bitesUsersOf(
                                "org.apache.flink.planted", "pipeline", "source", "chain", "worker", "store", "sink")
                        .bitesUsersOf("org.apache.flink", "runtime", "embedded", "admin", "config", "examples.shop", "")
                        .sparesUsersOf("org.apache.flink.api.planted", "flink"),
                new Guard("Micrometer is for metrics", MICROMETER)
                        .bitesUsersOf(
                                "io.micrometer.planted",
                                "pipeline",
                                "source",
                                "chain",
                                "worker",
                                "store",
                                "sink",
                                "flink")
                        .bitesUsersOf("io.micrometer", "runtime", "embedded", "examples.shop", "")
                        .bites("source", "class MetricsReader { io.micrometer.Library it; }")
                        .sparesUsersOf("io.micrometer.core.planted", "config", "admin")
                        .spares("source", "class SourceMetrics { io.micrometer.Library it; }")
                        .spares("sink", "class SinkMetrics { class Connection { io.micrometer.Library it; } }"));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void ourClassesKeepTheRule(Guard guard) {
        guard.rule().allowEmptyShould(true).check(OURS);
    }

    @ParameterizedTest
    @MethodSource("guards")
    void theRuleReportsExactlyThePlantedOffenders(Guard guard, @TempDir Path directory) throws Exception {
        assertThat(guard.reportedPlants(directory)).isEqualTo(guard.expectedPlants());
    }

    @Test
    void testsDoNotSleepEither() {
        NO_SLEEP.check(OURS_AND_TESTS);
    }

    @Test
    void testsOfWhatIsSharedRunAlone() {
        ALONE_WITH_WHAT_IS_SHARED.check(OURS_AND_TESTS);
    }

    @Test
    void seesOurClasses() {
        assertThat(OURS.contain(Pipeline.class)).isTrue();
        assertThat(OURS.contain(ArchitectureTest.class)).isFalse();
        assertThat(OURS_AND_TESTS.contain(ArchitectureTest.class)).isTrue();
    }

    /** The map once more, so that a new edge has to be written in two places. */
    @Test
    void everyEdgeThatTheMapLacksIsReported(@TempDir Path directory) throws Exception {
        Guard guard = new Guard("packages use what the map allows", USES_BY_THE_MAP);
        for (String user : PACKAGES) {
            guard = guard.given(home(user), "public class Target {}");
            for (String used : PACKAGES) {
                String target = Guard.fullName(home(used));
                guard = guard.bites(home(user), "class Uses_%s { %s.Target it; }".formatted(used, target));
            }
        }

        Map<String, Boolean> reported = guard.reportedPlants(directory);

        assertThat(allowed(reported)).isEqualTo("""
                root       uses check cli
                pipeline   uses
                source     uses pipeline format runtime
                time       uses
                calls      uses pipeline state
                chain      uses pipeline time calls window join state codec keys skew runtime
                window     uses pipeline
                join       uses pipeline
                state      uses pipeline time codec keys runtime
                codec      uses pipeline window join keys runtime
                format     uses pipeline keys
                keys       uses pipeline
                skew       uses pipeline keys
                worker     uses pipeline time calls chain state keys skew runtime
                journal    uses runtime
                store      uses pipeline journal runtime
                input      uses source time worker journal store runtime
                checkpoint uses pipeline chain state codec keys worker journal store input sink runtime
                sink       uses pipeline runtime
                connect    uses pipeline source sink runtime
                restore    uses pipeline time calls chain state codec keys worker store runtime
                runtime    uses pipeline
                watch      uses skew worker runtime
                embedded   uses pipeline source time calls chain window state codec keys skew worker journal store input checkpoint sink restore runtime watch
                stepping   uses pipeline source codec checkpoint sink runtime embedded
                flink      uses pipeline source chain window state codec keys skew sink runtime
                admin      uses runtime
                problem    uses
                properties uses pipeline source state store checkpoint sink embedded examples
                wiring     uses pipeline format problem properties
                check      uses pipeline source state codec format keys store checkpoint sink connect runtime embedded problem properties wiring
                test       uses pipeline connect runtime stepping properties wiring check
                http       uses runtime properties
                security   uses properties
                plugin     uses problem
                config     uses pipeline worker checkpoint connect runtime embedded admin problem properties wiring check
                cli        uses codec keys journal store runtime
                examples   uses pipeline
                """);
    }

    private static String allowed(Map<String, Boolean> reported) {
        return PACKAGES.stream()
                .map(user -> PACKAGES.stream()
                        .filter(used -> !used.equals(user))
                        .filter(used -> !reported.getOrDefault(Guard.fullName(home(user)) + ".Uses_" + used, false))
                        .map(used -> " " + used)
                        .collect(joining("", "%-10s uses".formatted(user), "\n")))
                .collect(joining());
    }

    private static boolean isNoTest(JavaClass ours) {
        URI file = ours.getSource().orElseThrow().getUri();
        return new ImportOption.DoNotIncludeTests().includes(Location.of(file));
    }

    private static String home(String packageName) {
        return switch (packageName) {
            case "root" -> "";
            case "examples" -> "examples.shop";
            default -> packageName;
        };
    }
}
