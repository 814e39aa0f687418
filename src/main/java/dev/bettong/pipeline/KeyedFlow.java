package dev.bettong.pipeline;

import java.util.function.Function;

/**
 * A flow whose events have a key: it can join another one, and keeps the key behind a copy.
 *
 * @param <K> type of the key
 * @param <T> type of the events that leave the last step
 */
public abstract sealed class KeyedFlow<K, T> extends Pipeline.Stage<T> permits Pipeline.Keyed {

    KeyedFlow(Draft draft, Step last) {
        super(draft, last);
    }

    @Override
    public Pipeline.Keyed<K, T> also(Function<? super Pipeline.Stage<T>, Pipeline> flow) {
        Pipeline.Stage<T> all = super.also(flow);
        return new Pipeline.Keyed<>(all.draft, all.last);
    }

    /**
     * Adds a step that joins the events of this flow, the left ones, with those of another one, the right ones. Two with the
     * same key meet if they are near enough in time, however often; the later of both times is that of the output. An event
     * is kept until none can come any more that it could meet, as state with the name of the step.
     *
     * <p>With {@link EventTime}, an event behind the watermark is late: it meets none, and is a failure with the reason
     * {@code late}.
     *
     * @param left class of the events of this flow, by which they are stored
     * @param other of a pipeline with the same name, and partitioned alike
     * @param right class of the events of {@code other}, by which they are stored
     * @param within how far in time the right event may be from the left one
     * @throws IllegalArgumentException if {@code other} belongs to another pipeline
     */
    public <R, O> Pipeline.Keyed<K, O> join(
            String name,
            Class<T> left,
            Pipeline.Keyed<K, R> other,
            Class<R> right,
            Within within,
            JoinFunction<? super T, ? super R, ? extends O> function) {
        Step joined = new Step.Join(last, other.last, name, left, right, within, function);
        return new Pipeline.Keyed<>(draft.merge(other.draft), joined);
    }
}
