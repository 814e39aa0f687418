package dev.bettong.documents;

import dev.bettong.pipeline.Computation;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The beans that the YAML about formats names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class FormatFunctions {

    @Bean
    Computation<FormatsPage.Visit, FormatsPage.Row> toRow() {
        return visit -> new FormatsPage.Row(visit.page(), visit.at().getEpochSecond());
    }
}
