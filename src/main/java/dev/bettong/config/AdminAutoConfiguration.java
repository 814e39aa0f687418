package dev.bettong.config;

import dev.bettong.admin.BackupsEndpoint;
import dev.bettong.admin.BoundedWait;
import dev.bettong.admin.CheckpointsController;
import dev.bettong.admin.CheckpointsEndpoint;
import dev.bettong.admin.DeadLettersController;
import dev.bettong.admin.LiveController;
import dev.bettong.admin.PartitionsEndpoint;
import dev.bettong.admin.PartitionsHealth;
import dev.bettong.admin.PipelinesController;
import dev.bettong.admin.PipelinesEndpoint;
import dev.bettong.admin.PipelinesHealth;
import dev.bettong.admin.Problems;
import dev.bettong.admin.StatesController;
import dev.bettong.admin.StrictBodies;
import dev.bettong.admin.TapController;
import dev.bettong.admin.WorkersHealth;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.TapProperties;
import dev.bettong.runtime.PipelineRuntime;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets people and machines see what the pipelines do: health, and REST where there is a web server. */
@AutoConfiguration(after = BettongAutoConfiguration.class)
@ConditionalOnBean(PipelineRuntime.class)
@EnableConfigurationProperties(BettongProperties.class)
public final class AdminAutoConfiguration {

    /** How long a request waits for the disk, or for another thread: nobody who clicks waits longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A checkpoint writes all that has changed, and whatever needs the thread of the store waits for it. */
    private static final Duration CHECKPOINT_PATIENCE = Duration.ofSeconds(30);

    /** Its name, without the suffix, is that of the entry in health. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("pipelines")
    PipelinesHealth pipelinesHealthContributor(PipelineRuntime runtime) {
        return new PipelinesHealth(runtime);
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("partitions")
    PartitionsHealth partitionsHealthContributor(PipelineRuntime runtime) {
        return new PartitionsHealth(runtime);
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("workers")
    WorkersHealth workersHealthIndicator(PipelineRuntime runtime) {
        return new WorkersHealth(runtime);
    }

    @Bean
    @ConditionalOnMissingBean
    BoundedWait answers() {
        return new BoundedWait(PATIENCE, CHECKPOINT_PATIENCE);
    }

    /** The REST interface. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Rest {

        /** How long a request for many dead letters works before it answers how far it came: proxies give up after 60 s. */
        private static final Duration LONGEST_BATCH = Duration.ofSeconds(20);

        private static final Duration LIVE_PERIOD = Duration.ofSeconds(1);

        @Bean
        PipelinesController pipelinesController(PipelineRuntime runtime, BoundedWait answers) {
            return new PipelinesController(runtime, answers);
        }

        @Bean
        StatesController statesController(PipelineRuntime runtime, BoundedWait answers) {
            return new StatesController(runtime, answers);
        }

        @Bean
        CheckpointsController checkpointsController(PipelineRuntime runtime, BoundedWait answers) {
            return new CheckpointsController(runtime, answers);
        }

        @Bean
        DeadLettersController deadLettersController(PipelineRuntime runtime, BoundedWait answers) {
            return new DeadLettersController(runtime, answers, LONGEST_BATCH);
        }

        @Bean
        LiveController liveController(PipelineRuntime runtime) {
            return new LiveController(runtime, Clock.systemUTC(), LIVE_PERIOD);
        }

        @Bean
        TapController tapController(PipelineRuntime runtime, BettongProperties properties) {
            TapProperties tap = properties.tap();
            return new TapController(runtime, tap.enabled() ? tap.maxRate() : 0);
        }

        @Bean
        StrictBodies strictBodies(BettongProperties properties) {
            return new StrictBodies(
                    (int) properties.http().maxBodySize().toBytes(),
                    properties.http().bodyTimeout());
        }

        @Bean
        Problems problems() {
            return new Problems();
        }
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    PipelinesEndpoint pipelinesEndpoint(PipelineRuntime runtime) {
        return new PipelinesEndpoint(runtime);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    PartitionsEndpoint partitionsEndpoint(PipelineRuntime runtime) {
        return new PartitionsEndpoint(runtime);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    CheckpointsEndpoint checkpointsEndpoint(PipelineRuntime runtime, BoundedWait answers) {
        return new CheckpointsEndpoint(runtime, answers);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    BackupsEndpoint backupsEndpoint(PipelineRuntime runtime, BoundedWait answers) {
        return new BackupsEndpoint(runtime, answers);
    }
}
