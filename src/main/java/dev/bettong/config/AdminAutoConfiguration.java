package dev.bettong.config;

import dev.bettong.admin.BackupsEndpoint;
import dev.bettong.admin.CheckpointsEndpoint;
import dev.bettong.admin.PipelinesController;
import dev.bettong.admin.PipelinesHealth;
import dev.bettong.admin.StatesController;
import dev.bettong.runtime.PipelineRuntime;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/** Lets people and machines see what the pipelines do: health, and REST where there is a web server. */
@AutoConfiguration(after = BettongAutoConfiguration.class)
@ConditionalOnBean(PipelineRuntime.class)
public final class AdminAutoConfiguration {

    /** Its name, without the suffix, is that of the entry in health. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("pipelines")
    PipelinesHealth pipelinesHealthContributor(PipelineRuntime runtime) {
        return new PipelinesHealth(runtime);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    PipelinesController pipelinesController(PipelineRuntime runtime) {
        return new PipelinesController(runtime);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    StatesController statesController(PipelineRuntime runtime) {
        return new StatesController(runtime);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    CheckpointsEndpoint checkpointsEndpoint(PipelineRuntime runtime) {
        return new CheckpointsEndpoint(runtime);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    BackupsEndpoint backupsEndpoint(PipelineRuntime runtime) {
        return new BackupsEndpoint(runtime);
    }
}
