package dev.bettong;

import dev.bettong.cli.CommandLine;
import dev.bettong.config.ConfigurationCheck;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The service: an empty application that the auto-configuration fills. Nothing is scanned for. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BettongApplication {

    private static final String CHECK = "--check";

    /** What the service sets unless it is told otherwise. An application that uses Bettong as a library keeps its own. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            "management.endpoint.health.show-details", "when-authorized",
            "management.endpoint.health.roles", "VIEWER",
            "management.endpoint.health.group.liveness.include", "livenessState,workers",
            "management.endpoint.health.group.readiness.include", "readinessState,pipelines,partitions",
            "spring.mvc.problemdetails.enabled", "true",
            "server.tomcat.connection-timeout", "5s",
            "server.tomcat.max-connections", "256",
            "server.tomcat.threads.max", "16");

    /** Starts the service, or checks its configuration with {@code --check}, or runs a command. */
    public static void main(String[] args) {
        if (CommandLine.isMeantBy(args)) {
            System.exit(new CommandLine(System.in, System.out, System.err).run(args));
        }
        List<String> all = List.of(args);
        SpringApplication application = new SpringApplication(BettongApplication.class);
        application.setDefaultProperties(DEFAULTS);
        if (all.contains(CHECK)) {
            String[] others = all.stream().filter(arg -> !arg.equals(CHECK)).toArray(String[]::new);
            System.exit(ConfigurationCheck.run(application, System.out, others));
        }
        application.run(args);
    }
}
