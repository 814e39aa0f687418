package dev.bettong;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.bettong.testing.SourceCompiler;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rule of the architecture, with classes to plant that show where it bites and where it does not.
 *
 * @param promise the rule in words
 * @param rule what is checked
 * @param plants sources that are compiled and put before the rule
 */
record Guard(String promise, ArchRule rule, List<Plant> plants) {

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

    Guard(String promise, ArchRule rule) {
        this(promise, rule, List.of());
    }

    /** Plants a type that the rule has to report. */
    Guard bites(String packageName, String text) {
        return with(new Plant(packageName, text, Expected.REPORTED));
    }

    /** Plants a type that the rule has to leave alone. */
    Guard spares(String packageName, String text) {
        return with(new Plant(packageName, text, Expected.SPARED));
    }

    /** Plants something for the others to refer to. */
    Guard given(String packageName, String text) {
        return with(new Plant(packageName, text, Expected.NOTHING));
    }

    /** Plants a user of the library {@code vendor} into each of our packages, all of which have to be reported. */
    Guard bitesUsersOf(String vendor, String... packages) {
        return withUsersOf(vendor, Expected.REPORTED, packages);
    }

    /** Plants a user of the library {@code vendor} into each of our packages, none of which may be reported. */
    Guard sparesUsersOf(String vendor, String... packages) {
        return withUsersOf(vendor, Expected.SPARED, packages);
    }

    /** Puts the planted classes before the rule, and tells by name whether each was reported. */
    Map<String, Boolean> reportedPlants(Path directory) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        plants.forEach(plant -> sources.put(plant.className(), plant.source()));
        try (SourceCompiler compiler = new SourceCompiler(directory, TestClassPath.entries())) {
            var errors = compiler.compile(sources);
            if (!errors.isEmpty()) {
                throw new IllegalStateException("the planted classes do not compile: " + errors);
            }
        }
        JavaClasses planted = new ClassFileImporter().importPath(directory);
        String report =
                String.join("\n", rule.evaluate(planted).getFailureReport().getDetails());
        Map<String, Boolean> reported = new LinkedHashMap<>();
        for (Plant plant : plants) {
            if (plant.expected != Expected.NOTHING) {
                reported.put(plant.className(), plant.isIn(report));
            }
        }
        return reported;
    }

    /** By name, whether each of the planted classes should be reported. */
    Map<String, Boolean> expectedPlants() {
        Map<String, Boolean> expected = new LinkedHashMap<>();
        for (Plant plant : plants) {
            if (plant.expected != Expected.NOTHING) {
                expected.put(plant.className(), plant.expected == Expected.REPORTED);
            }
        }
        return expected;
    }

    @Override
    public String toString() {
        return promise;
    }

    /** Full name of a package, given from {@code dev.bettong} on unless it is a library's. */
    static String fullName(String packageName) {
        if (packageName.matches("(org|io|reactor)\\..*")) {
            return packageName;
        }
        return packageName.isEmpty() ? "dev.bettong" : "dev.bettong." + packageName;
    }

    private Guard with(Plant plant) {
        return new Guard(
                promise, rule, Stream.concat(plants.stream(), Stream.of(plant)).toList());
    }

    private Guard withUsersOf(String vendor, Expected expected, String... packages) {
        // A stand-in, since the library need not be on the class path.
        Guard guard = with(new Plant(vendor, "public class Library {}", Expected.NOTHING));
        for (String packageName : packages) {
            String user = "class Uses_%s { %s.Library[] it; }".formatted(vendor.replace('.', '_'), vendor);
            guard = guard.with(new Plant(packageName, user, expected));
        }
        return guard;
    }

    private enum Expected {
        REPORTED,
        SPARED,
        NOTHING
    }

    /**
     * A source to plant.
     *
     * @param packageName full name, or what comes after {@code dev.bettong.}
     * @param text a type, or the annotations of the package
     */
    private record Plant(String packageName, String text, Expected expected) {

        String className() {
            Matcher type = TYPE.matcher(text);
            return fullPackageName() + (type.find() ? "." + type.group(1) : ".package-info");
        }

        String source() {
            String declaration = "package " + fullPackageName() + ";\n";
            return className().endsWith("package-info") ? text + declaration : declaration + text;
        }

        boolean isIn(String report) {
            return Pattern.compile("[<(]" + Pattern.quote(className()) + "[>.$)]")
                    .matcher(report)
                    .find();
        }

        private String fullPackageName() {
            return fullName(packageName);
        }
    }
}
