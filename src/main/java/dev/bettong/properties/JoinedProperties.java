package dev.bettong.properties;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The right side of a join: {@code bettong.pipelines.<key>.steps[n].with}.
 *
 * @param from Where its events come from.
 * @param fromAll Sources whose events come together, instead of one.
 * @param steps What happens to the events before they are joined, in this order, a partitioning among them.
 */
public record JoinedProperties(
        PipelineProperties.@Nullable From from,
        @Nullable List<PipelineProperties.From> fromAll,
        @DefaultValue List<StepProperties> steps)
        implements BettongSection {}
