package dev.bettong.chain;

import dev.bettong.join.IntervalJoin;
import dev.bettong.join.JoinBuffers;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.state.Entity;
import dev.bettong.state.StateAccess;
import dev.bettong.state.Timers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has the events of a key meet those of the other side that are kept, and removes those that can meet no other any more. */
final class JoinCall {

    private final IntervalJoin join;
    private final JoinFunction<Object, Object, Object> function;
    private final StateAccess entities;
    private final Timers timers;
    private final StepClock clock;
    private final @Nullable FailureCounter late; // none, if no event can be
    private final List<ResultsOperator.Result> results = new ArrayList<>();

    JoinCall(
            IntervalJoin join,
            JoinFunction<Object, Object, Object> function,
            StateAccess entities,
            Timers timers,
            StepClock clock,
            @Nullable FailureCounter late) {
        this.join = join;
        this.function = function;
        this.entities = entities;
        this.timers = timers;
        this.clock = clock;
        this.late = late;
    }

    /** What the logic does with an event of one side. */
    @FunctionalInterface
    private interface Meeting {

        void comes(JoinBuffers<Object, Object> buffers, Object event, long time, IntervalJoin.Pairs pairs)
                throws Exception;
    }

    /** Takes the events of the left side. */
    ResultsOperator.Maker left(EntryPoints.Place place) {
        return new Side(join::left, place);
    }

    /** Takes the events of the right side. */
    ResultsOperator.Maker right(EntryPoints.Place place) {
        return new Side(join::right, place);
    }

    private final class Side implements ResultsOperator.Maker {

        private final Meeting meeting;
        private final EntryPoints.Place place;

        Side(Meeting meeting, EntryPoints.Place place) {
            this.meeting = meeting;
            this.place = place;
        }

        @Override
        public @Nullable Object call(Object event, Object key, int partition) throws Exception {
            long time = clock.eventTime();
            long watermark = clock.watermark();
            if (time >= watermark) {
                meet(event, key, partition, time);
            } else if (late == null) {
                meet(event, key, partition, watermark); // it was under way for too long
            } else {
                late.failed(
                        "the event was %d ms behind the watermark, and what it would have met may be gone"
                                .formatted(watermark - time),
                        place,
                        event,
                        key,
                        partition);
            }
            return null;
        }

        private void meet(Object event, Object key, int partition, long time) throws Exception {
            Entity entity = entities.entity(key, partition);
            JoinBuffers<Object, Object> buffers = buffers(entity);
            join.expire(buffers, clock.watermark());
            boolean fresh = buffers.empty();
            boolean done = false;
            try {
                meeting.comes(buffers, event, time, JoinCall.this::pair);
                changed(entity, buffers, key, partition);
                done = true;
            } finally {
                if (!done) {
                    results.clear();
                    if (fresh) {
                        entities.removed(entity); // the key cannot be stored
                    } else {
                        entities.changed(entity);
                    }
                }
            }
        }

        @Override
        public List<ResultsOperator.Result> results() {
            return results;
        }

        @Override
        public void fire(Timers.Due due) {
            Entity entity = entities.entity(due.key(), due.partition());
            JoinBuffers<Object, Object> buffers = buffers(entity);
            buffers.timer(JoinBuffers.UNKNOWN);
            join.expire(buffers, due.at());
            changed(entity, buffers, due.key(), due.partition());
        }
    }

    private void pair(Object left, Object right, long time) throws Exception {
        Object output = function.join(left, right);
        if (output != null) {
            results.add(new ResultsOperator.Result(output, time));
        }
    }

    private void changed(Entity entity, JoinBuffers<Object, Object> buffers, Object key, int partition) {
        long next = join.next(buffers);
        if (next == IntervalJoin.NEVER) {
            timers.clear(key, partition);
            entities.removed(entity);
            return;
        }
        if (next != buffers.timer()) {
            timers.set(key, partition, next);
            buffers.timer(next);
        }
        entities.changed(entity);
    }

    @SuppressWarnings("unchecked") // the state of the step has nothing else
    private static JoinBuffers<Object, Object> buffers(Entity entity) {
        return (JoinBuffers<Object, Object>) entity.value;
    }
}
