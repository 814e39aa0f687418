package dev.bettong.checkpoint;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.pipeline.State;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.PauseSwitch;
import dev.bettong.worker.Worker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A pipeline as checkpoints and recovery see it. Thread-safe, unless a method says otherwise. */
public interface DurablePipeline {

    String name();

    /** Names of its sources, in their order. */
    List<String> sources();

    /** Names of the states that its steps work on. */
    Set<String> states();

    /** The states that its steps work on. */
    List<State<?>> declaredStates();

    /** While wiring: pipelines that must fail together with this one, since a checkpoint saves their states together. */
    void sharesStateWith(List<DurablePipeline> others);

    /** Reports the progress of its recovery, in words. */
    void recovering(String progress);

    /** Marks its recovery as complete: from now on checkpoints include the pipeline, unless it fails. */
    void recovered();

    /** Whether its recovery is complete. */
    boolean hasRecovered();

    boolean failed();

    /** Event loop of a worker: a checkpoint is cut there, and saves from its entities what they are made to be now. */
    void cut(Worker worker);

    /** Fails it, and logs why. */
    void failed(Throwable cause);

    /** Fails it and those that share state with it, without logging; returns false if it had failed before. */
    boolean end(String reason);

    /** A pipeline that it shares state with has failed: fails it alone, and logs why. */
    void endWithSharer(String reason);

    /** Whether no event is on its way between two workers. */
    boolean quiet();

    /**
     * Before the first entry is replayed: gives the workers what the last checkpoint has beside the states.
     *
     * @return completes when they have it
     * @throws dev.bettong.runtime.RuntimeStartException if a key is of a class that is no longer there
     */
    CompletableFuture<Void> beginReplay(Store store);

    /**
     * Replays an entry of the journal on the worker that now has its partition.
     *
     * @param source index of the source that read it
     * @param done runs when the entry has been handled
     */
    void replay(JournalPartition partition, int source, JournalEntry entry, Runnable done);

    /**
     * Ends what ends with the process that the journal is of, once every entry has been replayed; to be called again until it is
     * so.
     *
     * @return whether it has ended, and that has changed something: a checkpoint is needed then, also behind a journal without
     *     entries
     */
    ReplayEnd endReplay();

    /** How far the end of a replay has come. */
    enum ReplayEnd {
        GOES_ON,
        UNCHANGED,
        CHANGED
    }

    /** Hands outputs that the previous run did not send to their sink; returns false if there is no such sink. */
    boolean restore(SavedOutputs outputs);

    /** Event loop of the worker: the outputs that its sinks have not sent. */
    List<UnsentOutputs> unsent(Worker worker);

    /** Event loop of the worker: dead letters that no checkpoint has saved. */
    DeadLetterCollector deadLetters(Worker worker);

    /** Connects the sinks. */
    void openSinks();

    /**
     * Opens the source: the pipeline runs.
     *
     * @throws dev.bettong.runtime.RuntimeStartException if the source cannot listen
     */
    void openSource();

    /** What pauses its source. */
    Backpressure backpressure();

    /** What an operator has paused. */
    PauseSwitch pauseSwitch();
}
