package dev.bettong.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.BettongApplication;
import dev.bettong.check.FailureAnalysisTest;
import dev.bettong.plugin.PluginJar;
import dev.bettong.plugin.PluginsInitializer;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.SourceCompiler;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Jars of functions, built outside of this tree: the one of the documentation, and all kinds of broken ones. */
class PluginsTest {

    /** An application with nothing but its plug-ins. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {}

    private static final Path DOCUMENT = Path.of("src/docs/plug-ins.md");
    private static final Duration PATIENCE = Deadlines.CONDITION;
    private static final String BEANS = """
            package com.example;
            @org.springframework.boot.autoconfigure.AutoConfiguration
            public class Beans {
                @org.springframework.context.annotation.Bean
                dev.bettong.pipeline.Computation<String, String> pluggedIn() { %s }
            }
            """;
    private static final String SOUND = BEANS.formatted("return text -> text;");

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path directory;

    private Path plugins;

    @BeforeEach
    void makeTheDirectory() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
    }

    @AfterEach
    void leaveThePlugins() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void runsTheOneOfTheDocumentation() throws Exception {
        plugin("shouting.jar", Map.of("com.example.shouting.Shouting", block("java")), block("text"));
        int port = FreePort.find();
        Path yaml = Files.writeString(directory.resolve("wiring.yml"), block("yaml"));
        try (LineServer receiver = LineServer.start();
                ConfigurableApplicationContext service = SpringApplication.from(BettongApplication::main)
                        .run(
                                "--server.port=0",
                                "--spring.config.import=" + yaml.toUri(),
                                "--bettong.plugin-directory=" + plugins,
                                "--bettong.sources.spoken.tcp.port=" + port,
                                "--bettong.sinks.shouted.tcp.port=" + receiver.port())
                        .getApplicationContext();
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("hello\nwombat\n".getBytes(UTF_8));

            assertThat(receiver.awaitLines(2, PATIENCE)).containsExactly("HELLO!", "WOMBAT!");
            assertThat(service.isRunning()).isTrue();
        }
    }

    /** A plug-in that is broken, and what is said of it. */
    interface Broken {

        void put(PluginsTest test) throws IOException;
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(
                        "a text",
                        (Broken) test -> Files.writeString(test.plugins.resolve("bad.jar"), "no zip"),
                        List.of("It cannot be read as a jar: java.util.zip.ZipException: zip")),
                arguments(
                        "half a jar",
                        (Broken) test -> {
                            byte[] whole = Files.readAllBytes(
                                    test.plugin("bad.jar", Map.of("com.example.Beans", SOUND), "com.example.Beans"));
                            Files.write(test.plugins.resolve("bad.jar"), Arrays.copyOf(whole, whole.length / 2));
                        },
                        List.of("It cannot be read as a jar: java.util.zip.ZipException: zip")),
                arguments(
                        "a directory",
                        (Broken) test -> Files.createDirectory(test.plugins.resolve("bad.jar")),
                        List.of("(Is a directory)")),
                arguments(
                        "a link to nothing",
                        (Broken) test -> Files.createSymbolicLink(test.plugins.resolve("bad.jar"), Path.of("nowhere")),
                        List.of("NoSuchFileException")),
                arguments(
                        "for a newer Java",
                        (Broken) test -> {
                            Map<String, byte[]> classes = test.compile(Map.of("com.example.Beans", SOUND));
                            Objects.requireNonNull(classes.get("com/example/Beans.class"))[7] = (byte) (99 + 44);
                            test.jar("bad.jar", classes, "com.example.Beans");
                        },
                        List.of("com.example.Beans was compiled for Java 99, but this is Java")),
                arguments(
                        "a class of the application",
                        (Broken) test -> test.plugin(
                                "bad.jar",
                                Map.of(
                                        "dev.bettong.pipeline.Encoder",
                                        "package dev.bettong.pipeline; public interface Encoder<T> {}"),
                                ""),
                        List.of("dev.bettong.pipeline.Encoder differs from that in the application (file:")),
                arguments(
                        "a class in two jars",
                        (Broken) test -> {
                            test.plugin("a.jar", Map.of("com.example.Beans", SOUND), "com.example.Beans");
                            test.plugin(
                                    "bad.jar",
                                    Map.of("com.example.Beans", BEANS.formatted("return null;")),
                                    "com.example.Beans");
                        },
                        List.of("com.example.Beans differs from that in ", "a.jar.")),
                arguments(
                        "without a list",
                        (Broken) test -> test.plugin("bad.jar", Map.of("com.example.Beans", SOUND), ""),
                        List.of(
                                "com.example.Beans declares beans, but no jar lists it",
                                "-> Write 'com.example.Beans' into a file META-INF")),
                arguments(
                        "with a wrong name in the list",
                        (Broken) test ->
                                test.plugin("bad.jar", Map.of("com.example.Beans", SOUND), "# ours\ncom.example.Bean"),
                        List.of(
                                "It needs the class com.example.Bean, which neither a plug-in nor the application has.")),
                arguments(
                        "a library that is missing",
                        (Broken) test -> test.withoutClass(
                                "org/library/Library.class",
                                Map.of(
                                        "org.library.Library",
                                        "package org.library; public class Library {}",
                                        "com.example.Beans",
                                        BEANS.formatted("new org.library.Library(); return text -> text;"))),
                        List.of(
                                "It needs the class org.library.Library, which neither a plug-in nor the application has.")),
                arguments(
                        "a base class that is missing",
                        (Broken) test -> test.withoutClass(
                                "com/example/Base.class",
                                Map.of(
                                        "com.example.Base",
                                        "package com.example; public class Base {}",
                                        "com.example.Beans",
                                        SOUND.replace("class Beans", "class Beans extends Base"))),
                        List.of(
                                "It needs the class com.example.Base, which neither a plug-in nor the application has.")),
                arguments(
                        "a constructor that throws",
                        (Broken) test -> test.plugin(
                                "bad.jar",
                                Map.of(
                                        "com.example.Beans",
                                        SOUND.replace(
                                                "Beans {",
                                                "Beans { public Beans() { throw new IllegalStateException(\"no licence\"); }")),
                                "com.example.Beans"),
                        List.of(
                                "It failed: java.lang.IllegalStateException: no licence, thrown from",
                                "com.example.Beans.<init>(Beans.java:3)")),
                arguments(
                        "for another version of the API",
                        (Broken) test -> {
                            Map<String, byte[]> classes = test.compile(Map.of(
                                    "dev.bettong.pipeline.Outcome",
                                    "package dev.bettong.pipeline; public class Outcome { public static void gone() {} }",
                                    "com.example.Beans",
                                    BEANS.formatted("dev.bettong.pipeline.Outcome.gone(); return null;")));
                            classes.remove("dev/bettong/pipeline/Outcome.class");
                            test.jar("bad.jar", classes, "com.example.Beans");
                        },
                        List.of("It failed: java.lang.NoSuchMethodError: ", "gone")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void saysWhatIsWrongWithABrokenOne(String name, Broken broken, List<String> said) throws IOException {
        broken.put(this);

        ApplicationContextRunner application = new ApplicationContextRunner()
                .withInitializer(new PluginsInitializer())
                .withAllowBeanDefinitionOverriding(false)
                .withUserConfiguration(Host.class)
                .withPropertyValues("bettong.plugin-directory=" + plugins);

        String description = FailureAnalysisTest.analysis(application).getDescription();
        assertThat(description)
                .startsWith("Bettong cannot start this application. It has 1 problem:\n\n1. plug-in " + plugins)
                .contains("bad.jar\n", "\n   -> ")
                .contains(said);
    }

    private Path plugin(String name, Map<String, String> sources, String imports) throws IOException {
        return jar(name, compile(sources), imports);
    }

    private void withoutClass(String missing, Map<String, String> sources) throws IOException {
        Map<String, byte[]> classes = compile(sources);
        assertThat(classes.remove(missing)).isNotNull();
        jar("bad.jar", classes, "com.example.Beans");
    }

    private Map<String, byte[]> compile(Map<String, String> sources) throws IOException {
        Path classes = Files.createTempDirectory(directory, "classes");
        try (SourceCompiler compiler = new SourceCompiler(classes, TestClassPath.entries())) {
            assertThat(compiler.compile(sources)).isEmpty();
        }
        Map<String, byte[]> compiled = new HashMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                compiled.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return compiled;
    }

    private Path jar(String name, Map<String, byte[]> classes, String imports) throws IOException {
        Path file = plugins.resolve(name);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                jar.putNextEntry(new JarEntry(each.getKey()));
                jar.write(each.getValue());
            }
            if (!imports.isEmpty()) {
                jar.putNextEntry(new JarEntry(PluginJar.IMPORTS));
                jar.write(imports.getBytes(UTF_8));
            }
        }
        return file;
    }

    /** The first block of the documentation in a language. */
    private static String block(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }
}
