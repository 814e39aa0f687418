package dev.bettong.config;

import dev.bettong.admin.ErrorProblems;
import dev.bettong.admin.FormProblems;
import dev.bettong.admin.ProblemReportValve;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Answers errors with problem details instead of a page, where the application wants problem details anyway. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty("spring.mvc.problemdetails.enabled")
public final class ErrorsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(ErrorController.class)
    ErrorProblems errorProblems() {
        return new ErrorProblems();
    }

    /** For what Tomcat itself refuses. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({StandardHost.class, ConfigurableTomcatWebServerFactory.class})
    static class TomcatErrors {

        @Bean
        FormProblems formProblems() {
            return new FormProblems();
        }

        @Bean
        WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemReports() {
            return factory -> factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemReportValve.class.getName());
                }
            });
        }
    }
}
