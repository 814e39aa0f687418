package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.testing.Authority;
import dev.bettong.wiring.Placeholder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;

/** Applications whose sources and sinks cannot be encrypted as they are configured. */
class BrokenTlsTest {

    private static final String SOURCE = "bettong.sources.lines.tcp.ssl.";
    private static final String SINK = "bettong.sinks.counts.tcp.ssl.";
    private static final String ADDRESSES = "bettong: {sources: {lines: {tcp: {}}}, sinks: {counts: {tcp: {}}}}";
    private static final String DEFINE = "Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks.";
    private static final Pipeline PIPELINE = Pipeline.named("p")
            .from(Source.tcp("lines", Placeholder.DECODER))
            .to(Sink.tcp("counts", Placeholder.ENCODER));

    @TempDir
    private static Path directory;

    private static Path key;
    private static Path trust;

    @BeforeAll
    static void makeKeys() throws Exception {
        Authority authority = new Authority(directory);
        key = authority.key("key");
        trust = authority.trust();
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                arguments(
                        List.of(SOURCE + "bundle=keyonly"),
                        new ConfigurationProblem(
                                SOURCE + "bundle",
                                "There is no SSL bundle 'keyonly'. Did you mean 'key-only'?",
                                DEFINE)),
                arguments(
                        List.of(SINK + "bundle=x"),
                        new ConfigurationProblem(SINK + "bundle", "There is no SSL bundle 'x'.", DEFINE)),
                arguments(
                        List.of(SOURCE + "bundle=trust-only"),
                        new ConfigurationProblem(
                                SOURCE + "bundle",
                                "The SSL bundle 'trust-only' has no key, which a server needs.",
                                "Give the bundle a key store, or a certificate and its private key.")),
                arguments(
                        List.of(SOURCE + "bundle=key-only", SOURCE + "client-auth=want"),
                        new ConfigurationProblem(
                                SOURCE + "client-auth",
                                "The SSL bundle 'key-only' does not say whom to trust, so every public authority could"
                                        + " let clients in.",
                                "Give the bundle a trust store, with the authority of the clients only.")),
                arguments(
                        List.of(SOURCE + "client-auth=need"),
                        new ConfigurationProblem(
                                SOURCE + "client-auth",
                                "It asks for certificates of clients, but connections are not encrypted.",
                                "Set bettong.sources.lines.tcp.ssl.bundle, or leave it out.")));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void doesNotStartWith(List<String> properties, ConfigurationProblem fault) {
        assertThat(faultsWith(properties)).containsExactly(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {SOURCE, SINK})
    void tellsWhyABundleCannotBeUsed(String prefix) {
        assertThat(faultsWith(List.of(prefix + "bundle=locked")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.place()).isEqualTo(prefix + "bundle");
                    assertThat(fault.problem())
                            .startsWith("The SSL bundle 'locked' cannot be used: ")
                            .contains(key.toString(), "decrypt");
                    assertThat(fault.action()).isEqualTo("Correct what spring.ssl.bundle says of it.");
                });
    }

    @Test
    void doesNotStartWithABundleWhereThereAreNone() {
        assertThat(StartUp.problems(
                        StartUp.application(ADDRESSES, List.of(PIPELINE)).withPropertyValues(SOURCE + "bundle=x")))
                .containsExactly(new ConfigurationProblem(SOURCE + "bundle", "There is no SSL bundle 'x'.", DEFINE));
    }

    private static List<ConfigurationProblem> faultsWith(List<String> properties) {
        return StartUp.problems(StartUp.application(ADDRESSES, List.of(PIPELINE))
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(store("key-only", "keystore", key, Authority.PASSWORD))
                .withPropertyValues(store("trust-only", "truststore", trust, Authority.PASSWORD))
                .withPropertyValues(store("locked", "keystore", key, "wrong"))
                .withPropertyValues(properties.toArray(String[]::new)));
    }

    private static String[] store(String bundle, String kind, Path file, String password) {
        String prefix = "spring.ssl.bundle.jks.%s.%s.".formatted(bundle, kind);
        return new String[] {prefix + "location=file:" + file, prefix + "password=" + password};
    }
}
