package dev.bettong.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one read of a connection.
 *
 * @param position place in its partition of the journal, from 1
 * @param timeMillis time of the read by the steady clock, in milliseconds since 1970
 * @param source name of the source that read it; {@code null} in entries of format 1, whose pipelines had only one
 * @param records what was read, in order
 */
public record JournalEntry(
        long position, long timeMillis, @Nullable String source, List<JournalRecord> records) {}
