package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Knocks at the doors over real sockets: with users, without, and at a management port of its own. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class AdminSecurityTest {

    private static final String HASH = new BCryptPasswordEncoder(4).encode("secret");

    /** By strategy. */
    private static final Map<String, ConfigurableApplicationContext> BEHIND_PROXIES = new HashMap<>();

    private static ConfigurableApplicationContext open;
    private static ConfigurableApplicationContext guarded;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }
    }

    /** Rules that an application has made itself: who sees is welcome, nobody steers. */
    @Configuration(proxyBeanMethods = false)
    static class ShopSecurity {

        @Bean
        SecurityFilterChain shopRules(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET, "/api/**")
                            .permitAll()
                            .anyRequest()
                            .denyAll())
                    .build();
        }
    }

    /** Users that an application knows by itself. */
    @Configuration(proxyBeanMethods = false)
    static class ShopUsers {

        @Bean
        UserDetailsService shopUsers() {
            return new InMemoryUserDetailsManager(User.withUsername("sam")
                    .password("{bcrypt}" + HASH)
                    .roles("VIEWER")
                    .build());
        }
    }

    @BeforeAll
    static void start() {
        open = SpringApplication.run(Application.class, "--server.port=0");
        guarded = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--management.server.port=0",
                "--management.endpoints.web.exposure.include=health,prometheus,loggers",
                "--bettong.security.users.vera.password=" + HASH,
                "--bettong.security.users.otto.password={bcrypt}" + HASH,
                "--bettong.security.users.otto.role=operator");
    }

    @AfterAll
    static void stop() {
        BEHIND_PROXIES.values().forEach(ConfigurableApplicationContext::close);
        guarded.close();
        open.close();
    }

    @ParameterizedTest(name = "{0} {2} {3}")
    @CsvSource({
        "-,          server,     GET,  /api/pipelines,      401",
        "vera:wrong, server,     GET,  /api/pipelines,      401",
        "nemo:secret,server,     GET,  /api/pipelines,      401",
        "vera:secret,server,     GET,  /api/pipelines,      200",
        "otto:secret,server,     GET,  /api/pipelines,      200",
        "-,          server,     POST, /api/pipelines,      401",
        "vera:secret,server,     POST, /api/pipelines,      403",
        "otto:secret,server,     POST, /api/pipelines,      405",
        "vera:secret,server,     DELETE,/api/pipelines,     403",
        "otto:secret,server,     DELETE,/api/pipelines,     405",
        "otto:secret,server,     TRACE, /api/pipelines,     405",
        "-,          server,     GET,  /nothing,            401",
        "-,          management, GET,  /actuator/health,    200",
        "-,          management, GET,  /actuator/prometheus,200",
        "-,          management, GET,  /actuator/loggers,   401",
        "vera:secret,management, GET,  /actuator/loggers,   200",
        "vera:secret,management, POST, /actuator/loggers/x, 403",
        "otto:secret,management, POST, /actuator/loggers/x, 204"
    })
    void letsEveryUserDoWhatTheRoleAllows(String login, String server, String method, String path, int status)
            throws IOException {
        List<String> headers = new ArrayList<>(List.of("Host: localhost", "Content-Type: application/json"));
        if (!login.equals("-")) {
            headers.add(basic(login));
        }
        assertThat(ask(guarded, server, method, path, headers)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "Host: localhost,                                200",
        "Host: 127.0.0.1:8080,                           200",
        "Host: [::1]:8080,                               200",
        "Host: evil.example,                             403",
        "Host: localhost|X-Forwarded-For: 127.0.0.1,     403",
        "Host: localhost|Forwarded: for=127.0.0.1,       403"
    })
    void answersOnlyThisMachineWithoutUsers(String headers, int status) throws IOException {
        assertThat(ask(open, "server", "GET", "/api/pipelines", List.of(headers.split("\\|"))))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "none,      127.0.0.1, Host: localhost,                                                    200",
        "native,    127.0.0.1, Host: localhost,                                                    403",
        "framework, 127.0.0.1, Host: localhost,                                                    200",
        "none,      remote,    Host: localhost,                                                    403",
        "none,      remote,    Host: localhost|X-Forwarded-For: 127.0.0.1,                         403",
        "native,    127.0.0.1, Host: localhost|X-Forwarded-For: 127.0.0.1,                         403",
        "native,    remote,    Host: localhost|X-Forwarded-For: 127.0.0.1,                         403",
        "framework, 127.0.0.1, Host: localhost|X-Forwarded-For: 127.0.0.1,                         403",
        "framework, remote,    Host: localhost|Forwarded: for=127.0.0.1;host=localhost,            403"
    })
    void takesNobodyForThisMachineThatAProxyCallsSo(String strategy, String from, String headers, int status)
            throws IOException {
        ConfigurableApplicationContext service = BEHIND_PROXIES.computeIfAbsent(
                strategy,
                chosen -> SpringApplication.run(
                        Application.class,
                        "--server.port=0",
                        "--server.forward-headers-strategy=" + chosen,
                        "--server.tomcat.remoteip.internal-proxies=.*"));
        InetAddress address = from.equals("remote") ? outerAddress() : InetAddress.getLoopbackAddress();
        assertThat(ask(service, address, "server", "GET", "/api/pipelines", List.of(headers.split("\\|"))))
                .startsWith("HTTP/1.1 " + status);
    }

    /** An address of this machine by which a connection does not come from the loopback interface's. */
    private static InetAddress outerAddress() throws IOException {
        Optional<InetAddress> outer = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        assumeThat(outer).isPresent();
        return outer.orElseThrow();
    }

    @Test
    void answersWhetherItIsHealthyToAnyoneWithoutUsers() throws IOException {
        assertThat(ask(open, "server", "GET", "/actuator/health", List.of("Host: evil.example")))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "Host: localhost,                                                                         405",
        "Host: localhost|Origin: http://evil.example,                                             403",
        "Host: localhost|Sec-Fetch-Site: cross-site,                                              403",
        "Host: localhost|Cookie: XSRF-TOKEN=t,                                                    403",
        "Host: localhost|Origin: http://localhost|Cookie: XSRF-TOKEN=t|X-XSRF-TOKEN: t,           405",
        "Host: localhost|Origin: http://localhost|Cookie: XSRF-TOKEN=t|X-XSRF-TOKEN: u,           403"
    })
    void demandsATokenOfBrowsersOnly(String headers, int status) throws IOException {
        assertThat(ask(open, "server", "POST", "/api/pipelines", List.of(headers.split("\\|"))))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "-,                                                                             405",
        "Cookie: a=b,                                                                   405",
        "Origin: http://evil.example,                                                   403",
        "Sec-Fetch-Site: same-origin,                                                   403",
        "Sec-Fetch-Site: same-origin|Cookie: XSRF-TOKEN=t|X-XSRF-TOKEN: t,              405"
    })
    void demandsNoTokenOfToolsThatSendTheirPassword(String headers, int status) throws IOException {
        List<String> all = new ArrayList<>(List.of("Host: localhost", basic("otto:secret")));
        if (!headers.equals("-")) {
            all.addAll(List.of(headers.split("\\|")));
        }
        assertThat(ask(guarded, "server", "POST", "/api/pipelines", all)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void keepsNoSession() throws IOException {
        assertThat(ask(guarded, "server", "GET", "/api/pipelines", List.of("Host: localhost", basic("otto:secret"))))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("JSESSIONID");
    }

    @Test
    void leavesTheRulesToAnApplicationThatHasItsOwn() throws IOException {
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                new Class<?>[] {Application.class, ShopSecurity.class},
                new String[] {"--server.port=0", "--management.endpoints.web.exposure.include=health"})) {
            assertThat(ask(shop, "server", "GET", "/api/pipelines", List.of("Host: evil.example")))
                    .startsWith("HTTP/1.1 200");
            assertThat(ask(shop, "server", "POST", "/api/pipelines", List.of("Host: localhost")))
                    .startsWith("HTTP/1.1 403");
            assertThat(ask(shop, "server", "GET", "/actuator/health", List.of("Host: localhost")))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void keepsTheRulesForUsersOfTheApplicationsOwn() throws IOException {
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                new Class<?>[] {Application.class, ShopUsers.class}, new String[] {"--server.port=0"})) {
            assertThat(ask(shop, "server", "GET", "/api/pipelines", List.of("Host: localhost")))
                    .startsWith("HTTP/1.1 401");
            assertThat(ask(shop, "server", "GET", "/api/pipelines", List.of("Host: localhost", basic("sam:secret"))))
                    .startsWith("HTTP/1.1 200");
            assertThat(ask(shop, "server", "POST", "/api/pipelines", List.of("Host: localhost", basic("sam:secret"))))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void handsThePageItsToken() throws IOException {
        assertThat(ask(open, "server", "GET", "/api/pipelines", List.of("Host: localhost")))
                .containsPattern("Set-Cookie: XSRF-TOKEN=[^;]+; Path=/; SameSite=Strict\r\n");
    }

    @Test
    void logsWhoSteersAndWhoTriesTo(CapturedOutput output) throws IOException {
        ask(guarded, "server", "POST", "/api/pipelines?q=1", List.of("Host: localhost", basic("otto:secret")));
        ask(guarded, "server", "DELETE", "/api/pipelines", List.of("Host: localhost", basic("vera:secret")));
        ask(guarded, "server", "GET", "/api/pipelines", List.of("Host: localhost", basic("otto:secret")));

        assertThat(output.getOut().lines().filter(line -> line.contains("dev.bettong.audit")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("'otto' from 127.0.0.1: POST /api/pipelines: 405"),
                        line -> assertThat(line).endsWith("'vera' from 127.0.0.1: DELETE /api/pipelines: 403"));
    }

    private static String basic(String login) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    /** Speaks HTTP by hand, because a client would choose the header lines Host and Origin itself. */
    private static String ask(
            ConfigurableApplicationContext service, String server, String method, String path, List<String> headers)
            throws IOException {
        return ask(service, InetAddress.getLoopbackAddress(), server, method, path, headers);
    }

    private static String ask(
            ConfigurableApplicationContext service,
            InetAddress address,
            String server,
            String method,
            String path,
            List<String> headers)
            throws IOException {
        int port = service.getEnvironment().getRequiredProperty("local.%s.port".formatted(server), Integer.class);
        try (Socket socket = new Socket(address, port)) {
            socket.setSoTimeout(Deadlines.SOCKET_MILLIS);
            String body = method.equals("POST") ? "{}" : "";
            String head = "%s %s HTTP/1.1\r\n%s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    .formatted(method, path, String.join("\r\n", headers), body.length());
            socket.getOutputStream().write((head + body).getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
