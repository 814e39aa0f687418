package dev.bettong.http;

import java.time.Duration;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Gives Tomcat the {@link EvictingHttp11Protocol}, unless the application has chosen another protocol.
 *
 * @param headerTimeout time for a whole request header; zero changes nothing
 */
record EvictionCustomizer(Duration headerTimeout) implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

    @Override
    public void customize(TomcatWebServerFactory factory) {
        if (headerTimeout.isPositive() && factory.getProtocol().equals(TomcatWebServerFactory.DEFAULT_PROTOCOL)) {
            factory.setProtocol(EvictingHttp11Protocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof EvictingHttp11Protocol protocol) {
                    protocol.setHeaderTimeout(headerTimeout);
                }
            });
        }
    }
}
