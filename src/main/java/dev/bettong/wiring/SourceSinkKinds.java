package dev.bettong.wiring;

import java.util.Map;

/**
 * The kinds of the sources and sinks that connectors read and write to, by their names; all others are TCP.
 */
public record SourceSinkKinds(Map<String, String> sources, Map<String, String> sinks) {}
