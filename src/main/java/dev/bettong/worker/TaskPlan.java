package dev.bettong.worker;

import dev.bettong.chain.EntryPoints;
import dev.bettong.pipeline.Pipeline;

/**
 * What the tasks of a pipeline have in common.
 *
 * @param partitions number of partitions for keys without a list
 * @param entryPoints where events that failed can enter again
 */
public record TaskPlan(Pipeline pipeline, int partitions, EntryPoints entryPoints) {}
