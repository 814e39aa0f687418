package dev.bettong.embedded;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.TcpSourceSettings;
import java.util.List;
import java.util.Map;

/** Runs pipelines on this machine. */
public final class EmbeddedRuntime implements PipelineRuntime {

    public EmbeddedRuntime(
            List<Pipeline> pipelines,
            Map<String, TcpSourceSettings> sources,
            Map<String, TcpSinkSettings> sinks,
            EmbeddedSettings settings,
            EmbeddedMetrics metrics) {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public List<PipelineStatus> pipelines() {
        return List.of();
    }
}
