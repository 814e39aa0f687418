package dev.bettong.http;

import dev.bettong.properties.BettongProperties;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * {@link HttpConnectionsAutoConfiguration} for a management port of its own: Spring Boot does not apply the customizers of
 * the application's web server to that of the management port.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({Tomcat.class, TomcatWebServerFactory.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ManagementHttpConnectionsConfiguration {

    @Bean
    EvictionCustomizer managementEvictionCustomizer(BettongProperties properties) {
        return new EvictionCustomizer(properties.http().headerTimeout());
    }
}
