package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.Paused;
import dev.bettong.runtime.PipelineStatus.SinkStatus;
import dev.bettong.runtime.PipelineStatus.SourceStatus;
import dev.bettong.runtime.PipelineStatus.StepStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.NoDeadLetters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A runtime whose pipelines do what a test says. */
final class FixedRuntime implements PipelineRuntime {

    static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    /** Written by the test's thread, read by the web server's. */
    private volatile List<PipelineStatus> pipelines = List.of();

    private volatile @Nullable Checkpoints checkpoints;

    void checkpoints(Checkpoints those) {
        checkpoints = those;
    }

    void pipelines(PipelineStatus... now) {
        pipelines = List.of(now);
    }

    static PipelineStatus pipeline(String name, Status status, @Nullable String detail, @Nullable Paused paused) {
        return new PipelineStatus(
                name,
                status,
                SINCE,
                detail,
                "at most once",
                new SourceStatus("lines", "localhost:7010", 1, 2, 3, 4, paused),
                List.of(new StepStatus("count", 5)),
                List.of(new SinkStatus("counts", "localhost:7002", 2, 1, 6, 7, 8)),
                Map.of("decode", 9L));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public List<PipelineStatus> pipelines() {
        return pipelines;
    }

    @Override
    public DeadLetters deadLetters() {
        return new NoDeadLetters();
    }

    @Override
    public Optional<Checkpoints> checkpoints() {
        return Optional.ofNullable(checkpoints);
    }
}
