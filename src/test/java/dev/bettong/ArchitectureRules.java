package dev.bettong;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The map of the packages and what goes with it, as rules. The design has them in words. */
final class ArchitectureRules {

    static final List<String> PACKAGES = List.of(
            "root",
            "pipeline",
            "source",
            "time",
            "calls",
            "chain",
            "window",
            "join",
            "state",
            "codec",
            "format",
            "keys",
            "skew",
            "worker",
            "journal",
            "store",
            "input",
            "checkpoint",
            "sink",
            "connect",
            "restore",
            "runtime",
            "watch",
            "embedded",
            "stepping",
            "flink",
            "admin",
            "problem",
            "properties",
            "wiring",
            "check",
            "test",
            "http",
            "security",
            "plugin",
            "config",
            "cli",
            "examples");

    /** What a package may use of ours, besides itself. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("root", Set.of("check", "cli")),
            entry("runtime", Set.of("pipeline")),
            entry("keys", Set.of("pipeline")),
            entry("window", Set.of("pipeline")),
            entry("join", Set.of("pipeline")),
            entry(
                    "codec",
                    Set.of(
                            "pipeline",
                            "window",
                            "join",
                            "keys",
                            "runtime")), // shows entities, which may be too large for REST
            entry("format", Set.of("pipeline", "keys")),
            entry("source", Set.of("pipeline", "format", "runtime")),
            entry("sink", Set.of("pipeline", "runtime")),
            entry("connect", Set.of("pipeline", "source", "sink", "runtime")),
            entry("skew", Set.of("pipeline", "keys")),
            entry("state", Set.of("pipeline", "time", "codec", "keys", "runtime")),
            entry("calls", Set.of("pipeline", "state")),
            entry(
                    "chain",
                    Set.of("pipeline", "time", "calls", "window", "join", "state", "codec", "keys", "skew", "runtime")),
            entry("worker", Set.of("pipeline", "time", "calls", "chain", "state", "keys", "skew", "runtime")),
            entry("journal", Set.of("runtime")),
            entry("store", Set.of("pipeline", "journal", "runtime")),
            entry("input", Set.of("source", "time", "worker", "journal", "store", "runtime")),
            entry(
                    "checkpoint",
                    Set.of(
                            "pipeline",
                            "chain",
                            "state",
                            "codec",
                            "keys",
                            "worker",
                            "journal",
                            "store",
                            "input",
                            "sink",
                            "runtime")),
            entry(
                    "restore",
                    Set.of(
                            "pipeline",
                            "time",
                            "calls",
                            "chain",
                            "state",
                            "codec",
                            "keys",
                            "worker",
                            "store",
                            "runtime")),
            entry("watch", Set.of("skew", "worker", "runtime")),
            entry(
                    "embedded",
                    Set.of(
                            "pipeline",
                            "source",
                            "time",
                            "calls",
                            "chain",
                            "window",
                            "state",
                            "codec",
                            "keys",
                            "skew",
                            "worker",
                            "journal",
                            "store",
                            "input",
                            "checkpoint",
                            "sink",
                            "restore",
                            "runtime",
                            "watch")),
            entry(
                    "flink",
                    Set.of(
                            "pipeline",
                            "source",
                            "chain",
                            "window",
                            "state",
                            "codec",
                            "keys",
                            "skew",
                            "sink",
                            "runtime")),
            entry("stepping", Set.of("pipeline", "source", "codec", "sink", "checkpoint", "runtime", "embedded")),
            entry("test", Set.of("pipeline", "connect", "runtime", "properties", "wiring", "check", "stepping")),
            entry("admin", Set.of("runtime")),
            entry("problem", Set.of()),
            entry(
                    "properties",
                    Set.of("pipeline", "source", "state", "store", "checkpoint", "sink", "embedded", "examples")),
            entry("wiring", Set.of("pipeline", "format", "problem", "properties")),
            entry(
                    "check",
                    Set.of(
                            "pipeline",
                            "source",
                            "codec",
                            "format",
                            "keys",
                            "state",
                            "store",
                            "checkpoint",
                            "sink",
                            "connect",
                            "runtime",
                            "embedded",
                            "problem",
                            "properties",
                            "wiring")),
            entry("http", Set.of("properties", "runtime")),
            entry("security", Set.of("properties")),
            entry("plugin", Set.of("problem")),
            entry(
                    "config",
                    Set.of(
                            "pipeline",
                            "worker",
                            "checkpoint",
                            "connect",
                            "runtime",
                            "embedded",
                            "admin",
                            "problem",
                            "properties",
                            "wiring",
                            "check")),
            entry("cli", Set.of("codec", "keys", "journal", "store", "runtime")),
            entry("examples", Set.of("pipeline")));

    static final ArchRule USES_BY_THE_MAP = classesIn("dev.bettong..").should(useOnlyWhatTheMapAllows());

    static final ArchRule NO_CYCLES =
            slices().matching("dev.bettong.(*)..").should().beFreeOfCycles();

    static final ArchRule PLAIN_API = classesIn("dev.bettong.pipeline..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.bettong.pipeline", "java..", "org.jspecify..");

    static final ArchRule PACKAGES_ON_THE_MAP =
            classesIn("dev.bettong..").should().resideInAnyPackage(patterns(PACKAGES));

    static final ArchRule NULL_MARKED = classesIn("dev.bettong..").should(resideInANullMarkedPackage());

    static final ArchRule NO_GRAB_BAGS =
            classesIn("dev.bettong..").should().haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)");

    static final ArchRule NO_SLEEP = noClasses()
            .that()
            .resideInAPackage("dev.bettong..")
            .should(accessTargetWhere(targetOwner(equivalentTo(Thread.class).or(equivalentTo(TimeUnit.class)))
                    .and(target(name("sleep")))));

    /** Classes of tests run beside each other: what all of a JVM share, such a class reads and changes alone. */
    static final ArchRule ALONE_WITH_WHAT_IS_SHARED = classes()
            .that(describe("read or change what all of a JVM share", ArchitectureRules::usesWhatIsShared))
            .should(beIsolated());

    static final ArchRule NO_PRINTING =
            noClassesOutside("root", "examples").should().accessField(System.class, "out");

    static final ArchRule SPRING = noClassesOutside(
                    "root",
                    "config",
                    "properties",
                    "problem",
                    "check",
                    "wiring",
                    "http",
                    "security",
                    "plugin",
                    "admin",
                    "examples",
                    "test",
                    "flink")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    static final ArchRule NETWORK = noClassesOutside(
                    "source",
                    "sink",
                    "embedded",
                    "connect",
                    "stepping",
                    "worker",
                    "input",
                    "checkpoint",
                    "watch",
                    "flink",
                    "check",
                    "properties")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor..", "org.apache.kafka..");

    static final ArchRule ROCKSDB =
            noClassesOutside("store").should().dependOnClassesThat().resideInAPackage("org.rocksdb..");

    static final ArchRule FLINK =
            noClassesOutside("flink").should().dependOnClassesThat().resideInAPackage("org.apache.flink..");

    static final ArchRule MICROMETER = noClassesOutside("config", "admin")
            .and(describe("are not named *Metrics", ArchitectureRules::isNotNamedMetrics))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    private static final Set<String> SHARED_OUTPUT = Set.of(
            "org.springframework.boot.test.system.CapturedOutput",
            "org.springframework.boot.test.system.OutputCaptureExtension",
            "ch.qos.logback.core.read.ListAppender");

    private static final Set<String> SHARED_CALLS = Set.of(
            "java.lang.System.setOut",
            "java.lang.System.setErr",
            "java.lang.System.setProperty",
            "java.lang.System.clearProperty",
            "java.lang.Thread.getAllStackTraces",
            "java.util.Locale.setDefault",
            "java.util.TimeZone.setDefault");

    private ArchitectureRules() {}

    private static boolean usesWhatIsShared(JavaClass test) {
        return test.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getName())
                        .anyMatch(SHARED_OUTPUT::contains)
                || test.getMethodCallsFromSelf().stream()
                        .map(call -> call.getTargetOwner().getName() + "." + call.getName())
                        .anyMatch(SHARED_CALLS::contains);
    }

    private static ArchCondition<JavaClass> beIsolated() {
        return new ArchCondition<>("be @Isolated") {
            @Override
            public void check(JavaClass test, ConditionEvents events) {
                JavaClass outermost = test;
                while (outermost.getEnclosingClass().isPresent()) {
                    outermost = outermost.getEnclosingClass().orElseThrow();
                }
                if (!outermost.isAnnotatedWith("org.junit.jupiter.api.parallel.Isolated")) {
                    events.add(SimpleConditionEvent.violated(test, outermost.getName() + " is not @Isolated"));
                }
            }
        };
    }

    private static GivenClassesConjunction classesIn(String pattern) {
        return classes().that().resideInAPackage(pattern);
    }

    private static GivenClassesConjunction noClassesOutside(String... packages) {
        return noClasses()
                .that()
                .resideInAPackage("dev.bettong..")
                .and(not(resideInAnyPackage(patterns(Arrays.asList(packages)))));
    }

    private static String[] patterns(List<String> packages) {
        return packages.stream()
                .map(name -> switch (name) {
                    case "root" -> "dev.bettong";
                    case "examples" -> "dev.bettong.examples.."; // a package per example; all others have one level
                    default -> "dev.bettong." + name;
                })
                .toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheMapAllows() {
        return new ArchCondition<>("use only the packages that the map allows them") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String from = packageOnTheMap(user);
                user.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> {
                            JavaClass used = dependency.getTargetClass().getBaseComponentType();
                            return isOurs(used) && !mayUse(from, packageOnTheMap(used));
                        })
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }
        };
    }

    private static boolean mayUse(String user, String used) {
        return user.equals(used) || MAY_USE.getOrDefault(user, Set.of()).contains(used);
    }

    private static boolean isOurs(JavaClass any) {
        return (any.getPackageName() + ".").startsWith("dev.bettong.");
    }

    private static String packageOnTheMap(JavaClass ours) {
        String inside = ours.getPackageName().substring("dev.bettong".length());
        return inside.isEmpty() ? "root" : inside.replaceFirst("\\.(\\w+).*", "$1");
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass ours, ConditionEvents events) {
                if (!ours.getPackage().isAnnotatedWith(NullMarked.class)) {
                    String message = "Class <%s> is in a package that is not @NullMarked".formatted(ours.getName());
                    events.add(SimpleConditionEvent.violated(ours, message));
                }
            }
        };
    }

    private static boolean isNotNamedMetrics(JavaClass ours) {
        JavaClass outermost = ours;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return !outermost.getSimpleName().endsWith("Metrics");
    }
}
