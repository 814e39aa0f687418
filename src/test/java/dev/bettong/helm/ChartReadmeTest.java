package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of values in the chart's README is made of the comments in values.yaml. */
class ChartReadmeTest {

    private static final Path README = Chart.SOURCE.resolve("README.md");
    private static final String BEGIN = "<!-- made of values.yaml -->\n";
    private static final String END = "<!-- end -->";

    private final List<DocumentedValue> values = DocumentedValue.readAll(Chart.SOURCE.resolve("values.yaml"));

    ChartReadmeTest() throws IOException {}

    @Test
    void theReadmeHasTheValuesAsTheyAre() throws IOException {
        String readme = Files.readString(README);
        String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        String after = readme.substring(readme.indexOf(END));

        Golden.check(README, before + DocumentedValue.table(values) + after);
    }

    @Test
    void everyValueIsExplained() {
        assertThat(values)
                .hasSizeGreaterThan(50)
                .allSatisfy(value -> assertThat(value.description())
                        .as(value.key())
                        .isNotBlank()
                        .endsWith("."));
    }
}
