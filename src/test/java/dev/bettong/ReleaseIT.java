package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the executable jar says of itself, and of what is in it. */
class ReleaseIT {

    private static final Path JAR = Path.of(System.getProperty("bettong.exec-jar", "bettong-exec.jar"));
    private static final String SBOM = "META-INF/sbom/bettong.cdx.json";

    /** What Spring Boot itself puts in, to unpack the jar. */
    private static final String JARMODE = "spring-boot-jarmode-tools";

    /** Licences under which a library may be in the jar; one of several is enough. */
    private static final Set<String> LICENCES =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "MIT", "MIT-0");

    @Test
    void everyLibraryHasALicenceThatWeAccept() throws IOException {
        List<JsonNode> libraries = sbom().get("components").valueStream().toList();

        assertThat(libraries)
                .hasSizeGreaterThan(50)
                .allSatisfy(library -> assertThat(licences(library))
                        .as("licences of %s", library.get("purl"))
                        .anyMatch(LICENCES::contains));
    }

    @Test
    void everyLibraryIsInTheSbom() throws IOException {
        List<String> known = sbom().get("components")
                .valueStream()
                .map(library -> "BOOT-INF/lib/%s-%s"
                        .formatted(
                                library.get("name").asString(),
                                library.get("version").asString()))
                .toList();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(name -> name.endsWith(".jar") && !name.contains(JARMODE))
                    .hasSizeGreaterThan(50)
                    .allMatch(name -> known.stream().anyMatch(name::startsWith)); // there may be a classifier behind it
        }
    }

    /** Else no build would give the bytes of another; .ci/rebuild compares them all. */
    @Test
    void nothingInItTellsWhenItWasBuilt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<Instant> times = jar.stream()
                    .map(entry -> entry.getLastModifiedTime().toInstant())
                    .distinct()
                    .toList();
            assertThat(times).hasSize(1);
        }
        assertThat(sbom().path("metadata").has("timestamp")).isFalse();
    }

    private static JsonNode sbom() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            JarEntry entry = jar.getJarEntry(SBOM);
            assumeTrue(entry != null, "Maven makes no SBOM offline");
            try (InputStream text = jar.getInputStream(entry)) {
                return JsonMapper.shared().readTree(text);
            }
        }
    }

    private static Stream<String> licences(JsonNode library) {
        return library.path("licenses")
                .valueStream()
                .flatMap(each -> Stream.of(each.at("/license/id"), each.at("/license/name"), each.path("expression")))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }
}
