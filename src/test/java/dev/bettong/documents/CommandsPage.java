package dev.bettong.documents;

import dev.bettong.check.ConfigurationCheck;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The Java of commands.md. */
final class CommandsPage {

    private CommandsPage() {}

    /** That of the README. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class VisitsApplication {}

    public static void main(String[] args) {
        if (List.of(args).contains("--check")) {
            System.exit(ConfigurationCheck.run(new SpringApplication(VisitsApplication.class), System.out, args));
        }
        SpringApplication.run(VisitsApplication.class, args);
    }
}
