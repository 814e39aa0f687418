package dev.bettong.journal;

import java.util.List;

/**
 * What one read of a connection brought.
 *
 * @param position place in the journal of its lane, from 1
 * @param timeMillis time of the read by the steady clock, in milliseconds since 1970
 * @param records what was read, in order
 */
public record JournalEntry(long position, long timeMillis, List<JournalRecord> records) {}
