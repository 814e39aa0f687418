package dev.bettong.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.admin.PipelinesController;
import dev.bettong.admin.PipelinesHealth;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.testing.NoDeadLetters;
import dev.bettong.testing.NoInspection;
import dev.bettong.testing.NoSteering;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class AdminAutoConfigurationTest {

    private static final AutoConfigurations ADMIN = AutoConfigurations.of(AdminAutoConfiguration.class);

    @Test
    void hasNothingToSayWithoutARuntime() {
        new WebApplicationContextRunner()
                .withConfiguration(ADMIN)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(PipelinesController.class)
                        .doesNotHaveBean(PipelinesHealth.class));
    }

    @Test
    void answersOverHttpWhereThereIsAWebServer() {
        new WebApplicationContextRunner()
                .withConfiguration(ADMIN)
                .withBean(PipelineRuntime.class, IdleRuntime::new)
                .run(context -> assertThat(context)
                        .hasSingleBean(PipelinesController.class)
                        .hasSingleBean(PipelinesHealth.class));
    }

    @Test
    void hasHealthOnlyWhereThereIsNoWebServer() {
        new ApplicationContextRunner()
                .withConfiguration(ADMIN)
                .withBean(PipelineRuntime.class, IdleRuntime::new)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(PipelinesController.class)
                        .hasSingleBean(PipelinesHealth.class));
    }

    @Test
    void leavesHealthOutWhenTold() {
        new ApplicationContextRunner()
                .withConfiguration(ADMIN)
                .withBean(PipelineRuntime.class, IdleRuntime::new)
                .withPropertyValues("management.health.pipelines.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(PipelinesHealth.class));
    }

    /** A runtime without pipelines. */
    private static final class IdleRuntime implements PipelineRuntime {

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public List<PipelineStatus> pipelines() {
            return List.of();
        }

        @Override
        public Optional<Checkpoints> checkpoints() {
            return Optional.empty();
        }

        @Override
        public PipelineControl control() {
            return new NoSteering();
        }

        @Override
        public Inspection inspection() {
            return new NoInspection();
        }

        @Override
        public DeadLetters deadLetters() {
            return new NoDeadLetters();
        }
    }
}
