package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.Backpressure;
import dev.bettong.runtime.PipelineStatus.SinkStatus;
import dev.bettong.runtime.PipelineStatus.SourceStatus;
import dev.bettong.runtime.PipelineStatus.StepStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.NoDeadLetters;
import dev.bettong.testing.NoInspection;
import dev.bettong.testing.NoSteering;
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
    private volatile DeadLetters letters = new NoDeadLetters();
    private volatile PipelineControl steering = new NoSteering();
    private volatile Inspection inspection = new NoInspection();

    void letters(DeadLetters those) {
        letters = those;
    }

    void steering(PipelineControl that) {
        steering = that;
    }

    void inspection(Inspection that) {
        inspection = that;
    }

    void checkpoints(Checkpoints those) {
        checkpoints = those;
    }

    void pipelines(PipelineStatus... now) {
        pipelines = List.of(now);
    }

    static PipelineStatus pipeline(
            String name, Status status, @Nullable String detail, @Nullable Backpressure backpressure) {
        return new PipelineStatus(
                name,
                status,
                SINCE,
                detail,
                null,
                "at most once",
                null,
                backpressure,
                List.of(new SourceStatus("lines", "localhost:7010", 1, 2, 3, 4)),
                List.of(new StepStatus("count", 5)),
                List.of(new SinkStatus("counts", "localhost:7002", 2, 1, 6, 7, 8, 9, 1_000, 2_000, true)),
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
    public PipelineControl control() {
        return steering;
    }

    @Override
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public DeadLetters deadLetters() {
        return letters;
    }

    @Override
    public Optional<Checkpoints> checkpoints() {
        return Optional.ofNullable(checkpoints);
    }
}
