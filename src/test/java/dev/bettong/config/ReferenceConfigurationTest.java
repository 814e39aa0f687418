package dev.bettong.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.BettongSection;
import dev.bettong.properties.PipelineProperties;
import dev.bettong.properties.SinkProperties;
import dev.bettong.properties.SourceProperties;
import dev.bettong.properties.StepKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference configuration in the repository, against the metadata and the records that it describes. */
class ReferenceConfigurationTest {

    private static final Path REFERENCE = Path.of("config", "application.yml");

    static Stream<JsonNode> properties() throws IOException {
        try (InputStream metadata = Objects.requireNonNull(
                BettongProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            List<JsonNode> properties = new JsonMapper()
                    .readTree(metadata)
                    .get("properties")
                    .valueStream()
                    .filter(property ->
                            property.get("name").asString().startsWith("bettong.")) // Boot adds its endpoints'
                    .toList();
            assertThat(properties).hasSizeGreaterThanOrEqualTo(9);
            return properties.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("properties")
    void everyPropertyIsDescribed(JsonNode property) {
        assertThat(property.path("description").asString()).endsWith(".").hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("properties")
    void everyPropertyIsInTheReferenceWithItsDefault(JsonNode property) throws IOException {
        String name = property.get("name").asString();
        String key = name.substring(name.lastIndexOf('.') + 1);
        List<String> lines = uncommented()
                .lines()
                .filter(line -> line.startsWith("  " + key + ":"))
                .toList();
        assertThat(lines).as(name).hasSize(1);
        JsonNode value = property.path("defaultValue");
        if (!value.isMissingNode()) {
            assertThat(lines.getFirst()).isEqualTo("  %s: %s".formatted(key, value.asString()));
        }
    }

    @Test
    void changesNothingAsItIs() throws IOException {
        assertThat(bind(Files.readString(REFERENCE))).isEqualTo(defaults("bettong", BettongProperties.class));
    }

    @Test
    void showsTheDefaultsOfSourcesAndSinks() throws IOException {
        BettongProperties shown = bind(uncommented());
        assertThat(shown.sources())
                .isEqualTo(Map.of("lines", new SourceProperties(defaults("tcp", SourceProperties.Tcp.class))));
        assertThat(shown.sinks())
                .isEqualTo(Map.of("counts", new SinkProperties(defaults("tcp", SinkProperties.Tcp.class))));
    }

    @Test
    void showsAPipelineOfEveryVerb() throws IOException {
        Map<String, PipelineProperties> shown = bind(uncommented()).pipelines();
        assertThat(Objects.requireNonNull(shown.get("split-and-count")).name()).isEqualTo("Split and Count");
        assertThat(shown.values())
                .flatExtracting(PipelineProperties::steps)
                .allSatisfy(step -> assertThat(step.verbs()).hasSize(1))
                .flatExtracting(step -> step.verbs().keySet())
                .containsExactlyInAnyOrder(StepKind.values());
    }

    static Stream<RecordComponent> components() {
        return Arrays.stream(BettongSection.class.getPermittedSubclasses())
                .flatMap(section -> Arrays.stream(section.getRecordComponents()));
    }

    @ParameterizedTest
    @MethodSource("components")
    void everyPropertyOfEverySectionIsInTheReference(RecordComponent component) throws IOException {
        assertThat(Files.readString(REFERENCE))
                .containsPattern("\\b" + DataObjectPropertyName.toDashedForm(component.getName()) + ":");
    }

    /** The reference with everything in it in use. */
    private static String uncommented() throws IOException {
        return Files.readString(REFERENCE).replaceAll("(?m)^  #(?! \\S)", "  ");
    }

    private static BettongProperties bind(String yaml) throws IOException {
        List<PropertySource<?>> sources =
                new YamlPropertySourceLoader().load("reference", new ByteArrayResource(yaml.getBytes(UTF_8)));
        ConfigurationPropertySource source =
                Objects.requireNonNull(ConfigurationPropertySource.from(sources.getFirst()));
        return new Binder(source).bindOrCreate("bettong", BettongProperties.class);
    }

    private static <T> T defaults(String name, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate(name, type);
    }
}
