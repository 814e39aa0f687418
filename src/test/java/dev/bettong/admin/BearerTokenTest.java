package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Comes with tokens, over real sockets: right ones and wrong ones, beside users with passwords and without. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class BearerTokenTest {

    private static final String JWT = "--spring.security.oauth2.resourceserver.jwt.";
    private static final Duration TIMEOUT = Deadlines.CONDITION;
    private static final int KEY_BITS = 2048;

    @TempDir
    private static Path directory;

    private static KeyPair keys;
    private static KeyPair foreign;
    private static ConfigurableApplicationContext tokensOnly;
    private static ConfigurableApplicationContext both;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }
    }

    @BeforeAll
    static void start() throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        keys = generator.generateKeyPair();
        foreign = generator.generateKeyPair();
        Path file = Files.writeString(
                directory.resolve("public.pem"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())));
        tokensOnly = SpringApplication.run(
                Application.class,
                "--server.port=0",
                JWT + "public-key-location=file:" + file,
                JWT + "audiences=bettong");
        both = SpringApplication.run(
                Application.class,
                "--server.port=0",
                JWT + "public-key-location=file:" + file,
                JWT + "authorities-claim-expressions=[realm_access][roles]",
                JWT + "principal-claim-name=preferred_username",
                "--bettong.security.users.otto.password=" + new BCryptPasswordEncoder(4).encode("secret"),
                "--bettong.security.users.otto.role=operator");
    }

    @AfterAll
    static void stop() {
        both.close();
        tokensOnly.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "viewer,          GET,  200",
        "viewer,          POST, 403",
        "operator,        GET,  200",
        "operator,        POST, 405",
        "OPERATOR,        POST, 405",
        "role_operator,   GET,  200",
        "operators,       GET,  403",
        "none,            GET,  403"
    })
    void letsAHolderDoWhatTheRoleAllows(String role, String method, int status) throws Exception {
        String token = sign(keys, claims().claim("roles", List.of("other", role)));

        HttpResponse<String> answer = ask(tokensOnly, method, "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json");
            assertThat(answer.body())
                    .contains("This needs the role '%s'.".formatted(method.equals("GET") ? "viewer" : "operator"));
        }
    }

    @Test
    void takesScopesForNoRoles() throws Exception {
        String token = sign(keys, claims().claim("scope", "operator viewer"));

        assertThat(ask(tokensOnly, "GET", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foreign",
                "expired",
                "early",
                "unsigned",
                "changed",
                "other audience",
                "nobody's",
                "no token at all"
            })
    void refusesAWrongToken(String fault) throws Exception {
        HttpResponse<String> answer = ask(tokensOnly, "GET", "Authorization", "Bearer " + wrong(fault));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith("Bearer realm=\"Bettong\", error=\"invalid_token\", error_description=\"");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"status\":401", "The bearer token is not valid.");
    }

    private static String wrong(String fault) throws JOSEException {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        Instant inAnHour = Instant.now().plus(Duration.ofHours(1));
        JWTClaimsSet.Builder claims = claims().claim("roles", List.of("operator"));
        return switch (fault) {
            case "foreign" -> sign(foreign, claims);
            case "expired" -> sign(keys, claims.expirationTime(Date.from(hourAgo)));
            case "early" -> sign(keys, claims.notBeforeTime(Date.from(inAnHour)));
            case "unsigned" -> new PlainJWT(claims.build()).serialize();
            case "changed" -> {
                String[] parts = sign(keys, claims).split("\\.", -1);
                String payload =
                        new PlainJWT(claims.subject("eve").build()).serialize().split("\\.", -1)[1];
                yield parts[0] + "." + payload + "." + parts[2];
            }
            case "other audience" -> sign(keys, claims.audience("shop"));
            case "nobody's" -> sign(keys, claims.subject(null));
            default -> fault.replace(' ', '-');
        };
    }

    @Test
    void asksForATokenWhereThereAreNoPasswords() throws Exception {
        HttpResponse<String> answer = ask(tokensOnly, "GET");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"Bettong\"");
        assertThat(answer.body()).contains("This needs a bearer token.");
    }

    @Test
    void asksForEitherWhereThereAreBoth() throws Exception {
        HttpResponse<String> answer = ask(both, "GET");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"Bettong\"", "Basic realm=\"Bettong\", charset=\"UTF-8\"");
        assertThat(ask(both, "POST", "Authorization", basic("otto:secret")).statusCode())
                .isEqualTo(405);
        assertThat(ask(both, "POST", "Authorization", basic("otto:wrong")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void findsNameAndRolesWhereTheConfigurationSays(CapturedOutput output) throws Exception {
        String token = sign(
                keys,
                claims().claim("preferred_username", "olga\r\n'otto'")
                        .claim("realm_access", Map.of("roles", List.of("Operator"))));

        assertThat(ask(both, "POST", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(405);
        assertThat(output.getOut().lines().filter(line -> line.contains("dev.bettong.audit")))
                .singleElement()
                .asString()
                .endsWith("'olga??'otto'' from 127.0.0.1: POST /api/pipelines: 405");

        String elsewhere =
                sign(keys, claims().claim("preferred_username", "olga").claim("roles", List.of("operator")));
        assertThat(ask(both, "GET", "Authorization", "Bearer " + elsewhere).statusCode())
                .isEqualTo(403);
    }

    @Test
    void logsTheSubject(CapturedOutput output) throws Exception {
        String token = sign(keys, claims().claim("roles", List.of("operator")));

        ask(tokensOnly, "POST", "Authorization", "Bearer " + token);
        ask(tokensOnly, "POST", "Authorization", "Bearer " + wrong("expired"));

        assertThat(output.getOut().lines().filter(line -> line.contains("dev.bettong.audit")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("'tess' from 127.0.0.1: POST /api/pipelines: 405"),
                        line -> assertThat(line).endsWith("'anonymous' from 127.0.0.1: POST /api/pipelines: 401"));
    }

    @ParameterizedTest
    @CsvSource({"Accept, */*, 405", "Cookie, a=b, 405", "Origin, http://evil.example, 403"})
    void demandsTheTokenOfThePageOfBrowsersOnly(String header, String value, int status) throws Exception {
        String token = sign(keys, claims().claim("roles", List.of("operator")));

        assertThat(ask(tokensOnly, "POST", "Authorization", "Bearer " + token, header, value)
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk-set-uri", "issuer-uri"})
    void saysThatItHasNoKeys(String property, CapturedOutput output) throws Exception {
        String token = sign(keys, claims().claim("roles", List.of("operator")));
        try (ConfigurableApplicationContext keyless = SpringApplication.run(
                Application.class,
                "--server.port=0",
                JWT + property + "=http://localhost:%d/keys".formatted(FreePort.find()))) {
            HttpResponse<String> answer = ask(keyless, "GET", "Authorization", "Bearer " + token);
            ask(keyless, "GET", "Authorization", "Bearer " + token);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body())
                    .contains("Tokens cannot be checked at the moment")
                    .doesNotContain("localhost");
            assertThat(output.getOut()).containsOnlyOnce("Bearer tokens cannot be checked");
            assertThat(ask(keyless, "GET").statusCode()).isEqualTo(401);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("tess")
                .audience("bettong")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
    }

    private static String sign(KeyPair signer, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
        token.sign(new RSASSASigner(signer.getPrivate()));
        return token.serialize();
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    private static HttpResponse<String> ask(ConfigurableApplicationContext service, String method, String... headers)
            throws IOException, InterruptedException {
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/pipelines".formatted(port)))
                .timeout(TIMEOUT)
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
