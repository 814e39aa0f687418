package dev.bettong.http;

import dev.bettong.properties.BettongProperties;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/** Has Tomcat evict connections that are slow to send a request header, where {@code bettong.http.header-timeout} is set. */
@AutoConfiguration
@ConditionalOnClass({Tomcat.class, TomcatWebServerFactory.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(BettongProperties.class)
public final class HttpConnectionsAutoConfiguration {

    @Bean
    EvictionCustomizer evictionCustomizer(BettongProperties properties) {
        return new EvictionCustomizer(properties.http().headerTimeout());
    }
}
