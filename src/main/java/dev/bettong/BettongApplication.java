package dev.bettong;

import dev.bettong.check.ConfigurationCheck;
import dev.bettong.cli.CommandLine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The service: an empty application that the auto-configuration fills. Nothing is scanned for. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BettongApplication {

    private static final Set<String> CHECK = Set.of("--check", "--check=true");

    /** What the service sets unless configuration says otherwise. An application that uses Bettong as a library keeps its own. */
    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("bettong.on-fatal-error", "halt"),
            Map.entry("bettong.plugin-directory", "plugins"),
            Map.entry("management.endpoints.web.exposure.include", "health,info,prometheus,sbom,pipelines,partitions"),
            Map.entry("management.endpoint.health.show-details", "when-authorized"),
            Map.entry("management.endpoint.health.roles", "VIEWER"),
            Map.entry("management.endpoint.health.group.liveness.include", "livenessState,workers"),
            Map.entry("management.endpoint.health.group.readiness.include", "readinessState,pipelines,partitions"),
            Map.entry("management.tracing.sampling.probability", "1.0"), // it is bettong.tracing.sample that chooses
            Map.entry("management.tracing.exemplars.include", "none"), // Prometheus before 3 refuses some of them
            Map.entry(
                    "management.endpoint.sbom.application.location",
                    "optional:classpath:META-INF/sbom/bettong.cdx.json"),
            Map.entry(BuildBanner.BUILD_LOCATION, "classpath:META-INF/bettong/build-info.properties"),
            Map.entry(BuildBanner.GIT_LOCATION, "classpath:META-INF/bettong/git.properties"),
            Map.entry("spring.mvc.problemdetails.enabled", "true"),
            Map.entry("spring.threads.virtual.enabled", "true"), // so that slow clients cannot use up the threads
            Map.entry("spring.mvc.formcontent.filter.enabled", "false"), // reads a body before it is known whose it is
            Map.entry("server.tomcat.max-http-form-post-size", "1B"), // likewise
            Map.entry("spring.servlet.multipart.enabled", "false"), // likewise
            Map.entry("server.tomcat.max-swallow-size", "0B"), // of a body that nobody has read
            Map.entry("bettong.http.header-timeout", "10s"),
            Map.entry("server.tomcat.connection-timeout", "5s"),
            Map.entry("server.tomcat.max-connections", "256"));

    /** Starts the service, or checks its configuration with {@code --check}, or runs a command. */
    public static void main(String[] args) {
        if (CommandLine.isMeantBy(args)) {
            System.exit(new CommandLine(System.in, System.out, System.err).run(args));
        }
        List<String> all = List.of(args);
        SpringApplication application = new SpringApplication(BettongApplication.class);
        application.setDefaultProperties(DEFAULTS);
        if (all.stream().anyMatch(CHECK::contains)) {
            String[] others = all.stream().filter(arg -> !CHECK.contains(arg)).toArray(String[]::new);
            System.exit(ConfigurationCheck.run(application, System.out, others));
        }
        application.setBanner(new BuildBanner());
        application.setBannerMode(Banner.Mode.LOG);
        application.run(args);
    }
}
