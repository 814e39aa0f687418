package dev.bettong.store;

import java.util.List;

/**
 * Messages that a sink had not yet written to its socket at the last checkpoint.
 *
 * @param pipeline name of the pipeline
 * @param sink name of the sink
 * @param worker index of the worker that wrote to the sink
 * @param messages in order
 */
public record SavedOutputs(String pipeline, String sink, int worker, List<byte[]> messages) {}
