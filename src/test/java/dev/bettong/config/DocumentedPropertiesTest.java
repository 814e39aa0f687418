package dev.bettong.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.check.UnknownProperty;
import dev.bettong.testing.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The properties that documents set in YAML and in commands exist. */
class DocumentedPropertiesTest {

    private static final Pattern OPTION = Pattern.compile("--(?:set config\\.)?(bettong\\.[\\w.-]+)=");
    /** Of connectors that a document adds: they alone know what they have. */
    private static final Pattern CONNECTORS =
            Pattern.compile("bettong\\.(sources|sinks)\\.\\w+\\.(spool|append|parts)\\..*");

    private static final String VALUES = "config."; // what comes before a property in the values of the chart

    static Stream<Path> documents() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void exist(Path document) throws IOException {
        List<String> names = new ArrayList<>(Documents.find(OPTION, Documents.commands(document)));
        for (String block : Documents.blocks(document, "yaml")) {
            names.addAll(inYaml(block));
        }

        names.removeIf(name -> CONNECTORS.matcher(name).matches());
        assertThat(names).allSatisfy(name -> assertThat(analyze(name)).doesNotContain("There is no property"));
    }

    @Test
    void doNotExistByAnyName() {
        assertThat(analyze("bettong.workerz")).contains("There is no property");
        assertThat(analyze("bettong.sources.lines.tcp.prt")).contains("There is no property");
    }

    private static List<String> inYaml(String text) throws IOException {
        List<String> names = new ArrayList<>();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("block", new ByteArrayResource(text.getBytes(UTF_8)))) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                String ours = name.startsWith(VALUES) ? name.substring(VALUES.length()) : name;
                if (ours.startsWith("bettong.")) {
                    names.add(ours);
                }
            }
        }
        return names;
    }

    /** What a start would say if nothing took this property. */
    private static String analyze(String name) {
        ConfigurationProperty property =
                new ConfigurationProperty(ConfigurationPropertyName.adapt(name, '.'), "any", null);
        return UnknownProperty.problem(property).problem();
    }
}
