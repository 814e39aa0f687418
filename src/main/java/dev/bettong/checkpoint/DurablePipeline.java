package dev.bettong.checkpoint;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.pipeline.State;
import dev.bettong.store.SavedOutputs;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.PauseSwitch;
import dev.bettong.worker.Worker;
import java.util.List;
import java.util.Set;

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

    /** A recovery has come to what {@code progress} says. */
    void recovering(String progress);

    /** Its recovery is complete: from now on checkpoints include it, unless it fails. */
    void recovered();

    /** Whether its recovery is complete. */
    boolean hasRecovered();

    boolean failed();

    /** Fails it, and logs why. */
    void failed(Throwable cause);

    /** Fails it and those that share state with it, without a line in the log; returns whether it had not failed before. */
    boolean end(String reason);

    /** A pipeline that it shares state with has failed: fails it alone, and logs why. */
    void endWithSharer(String reason);

    /** Whether no event is between two workers. */
    boolean quiet();

    /**
     * Has the worker that now has a journal partition handle an entry of it again.
     *
     * @param source index of the source that had read it
     * @param done run when it is handled
     */
    void replay(JournalPartition partition, int source, JournalEntry entry, Runnable done);

    /** Hands what an earlier run could not send to its sink; returns whether there is such a sink. */
    boolean restore(SavedOutputs outputs);

    /** Event loop of the worker: what its sinks have not sent. */
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
