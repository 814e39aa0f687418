package dev.bettong.time;

/**
 * What keeps an order of its own in time, such as a connection.
 *
 * @param lane the worker that has read it, in the run that has
 * @param source index of the source in its pipeline
 * @param number unique in a run, among those of its lane and source
 */
public record StreamId(int lane, int source, long number) {}
