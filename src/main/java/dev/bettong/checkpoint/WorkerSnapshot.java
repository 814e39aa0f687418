package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.DeadLetter;
import java.util.List;
import java.util.Map;

/**
 * What one worker contributes to a checkpoint at its cut, besides the entities.
 *
 * @param positions positions of the last entries of its journal partitions that the state includes
 * @param outputs outputs that its sinks have not sent
 * @param letters dead letters since the last cut; they have no number yet
 * @param droppedLetters dead letters that were dropped because there were too many, by pipeline
 * @param fromMillis every event that was read before this time is in the state; by the steady clock in milliseconds since
 *     1970
 */
record WorkerSnapshot(
        Map<JournalPartition, Long> positions,
        List<UnsentOutputs> outputs,
        List<DeadLetter> letters,
        Map<String, Long> droppedLetters,
        long fromMillis) {}
