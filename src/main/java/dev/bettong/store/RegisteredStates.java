package dev.bettong.store;

import java.util.Map;
import java.util.Set;

/**
 * What the store knew of states before they were registered.
 *
 * @param schemas schema text by name, of the registered states that were there before
 * @param orphaned names of stored states that nobody registered; their entities are kept as they are
 */
public record RegisteredStates(Map<String, String> schemas, Set<String> orphaned) {}
