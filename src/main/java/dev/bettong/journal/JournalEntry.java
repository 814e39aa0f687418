package dev.bettong.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of a connection brought.
 *
 * @param position place in its partition of the journal, from 1
 * @param timeMillis time of the read by the steady clock, in milliseconds since 1970
 * @param source name of the source that has read it; {@code null} in what format 1 has written, whose pipelines had one
 * @param records what was read, in order
 */
public record JournalEntry(
        long position, long timeMillis, @Nullable String source, List<JournalRecord> records) {}
