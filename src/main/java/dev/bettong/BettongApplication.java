package dev.bettong;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The service: an empty application that the auto-configuration fills. Nothing is scanned for. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BettongApplication {

    /** What the service sets unless it is told otherwise. An application that uses Bettong as a library keeps its own. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            "management.endpoint.health.show-details", "when-authorized",
            "management.endpoint.health.roles", "VIEWER",
            "management.endpoint.health.group.liveness.include", "livenessState,workers",
            "management.endpoint.health.group.readiness.include", "readinessState,pipelines",
            "spring.mvc.problemdetails.enabled", "true",
            "server.tomcat.connection-timeout", "5s",
            "server.tomcat.max-connections", "256",
            "server.tomcat.threads.max", "16");

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(BettongApplication.class);
        application.setDefaultProperties(DEFAULTS);
        application.run(args);
    }
}
