package dev.bettong;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The service: an empty application that the auto-configuration fills. Nothing is scanned for. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BettongApplication {

    public static void main(String[] args) {
        SpringApplication.run(BettongApplication.class, args);
    }
}
