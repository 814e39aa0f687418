package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.check.ConfigurationCheck;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import dev.bettong.testing.Documents;
import dev.bettong.testing.SourceCompiler;
import dev.bettong.testing.TestClassPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The application of the README compiles, passes the check with its YAML, and counts as the README says. */
class ReadmeTest {

    private static final Path README = Documents.ROOT.resolve("README.md");
    private static final String NAME = "com.example.visits.VisitsApplication";

    @TempDir
    private Path directory;

    @BeforeEach
    void compile() throws IOException {
        try (SourceCompiler compiler = new SourceCompiler(directory, TestClassPath.entries())) {
            assertThat(compiler.compile(
                            Map.of(NAME, Documents.blocks(README, "java").getFirst())))
                    .isEmpty();
        }
    }

    private URLClassLoader classes() throws IOException {
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    }

    @Test
    void countsPeople() throws Exception {
        try (URLClassLoader classes = classes();
                AnnotationConfigApplicationContext functions = new AnnotationConfigApplicationContext()) {
            functions.setClassLoader(classes);
            functions
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "nothing else", Map.of(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, false)));
            functions.register(classes.loadClass(NAME));
            functions.refresh();
            try (PipelineTest test = PipelineTest.of(functions.getBean("visits", Pipeline.class))) {
                test.source("visits").send("ann home", "bob home", "ann home", "ann cart", "ann");
                test.sink("counts").sends("home: 1", "home: 2", "cart: 1");
                test.fails("visits", "decode");
            }
        }
    }

    @Test
    void passesTheCheck() throws Exception {
        Path yaml = Files.writeString(
                directory.resolve("application.yml"),
                Documents.blocks(README, "yaml").getFirst());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader classes = classes()) {
            thread.setContextClassLoader(classes);

            int status = ConfigurationCheck.run(
                    new SpringApplication(classes.loadClass(NAME)),
                    new PrintStream(printed, true, UTF_8),
                    "--check",
                    "--server.port=0",
                    "--bettong.sources.visits.tcp.port=0",
                    "--spring.config.location=file:" + yaml);

            assertThat(status).as(printed.toString(UTF_8)).isZero();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
