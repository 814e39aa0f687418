package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** What {@code spring-boot:run} has to wait for: it builds up to the phase {@code test-compile}. */
class BuildTest {

    private static final String EXECUTION =
            "/project/build/plugins/plugin[artifactId='maven-compiler-plugin']/executions/execution[id='%s']";

    @ParameterizedTest
    @ValueSource(strings = {"default-testCompile", "check-main"})
    void compilesTestsAndChecksBehindWhatARunNeeds(String execution) throws Exception {
        assertThat(value(EXECUTION.formatted(execution) + "/phase")).isEqualTo("process-test-classes");
    }

    @Test
    void compilesForARunWithoutErrorProne() throws Exception {
        assertThat(value(EXECUTION.formatted("default-compile")))
                .contains("-Werror")
                .doesNotContain("ErrorProne")
                .doesNotContain("errorprone");
    }

    private static String value(String path) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        XPath xpath = XPathFactory.newInstance().newXPath();
        return xpath.evaluate(path, pom);
    }
}
