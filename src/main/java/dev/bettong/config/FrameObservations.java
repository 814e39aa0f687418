package dev.bettong.config;

import dev.bettong.runtime.FailureReason;
import dev.bettong.worker.FrameTracer;
import dev.bettong.worker.Trace;
import dev.bettong.worker.Tracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes observations of a sample of the frames: one of a frame on each worker that handles it, in it one of every call of
 * a step's function, which is current while the function runs. They have names, and nothing of keys or payloads.
 *
 * <p>Handlers of observations are anybody's: what they throw ends the tracing, never a pipeline.
 */
final class FrameObservations implements Tracing {

    static final String FRAME = "bettong.frame";
    static final String STEP = "bettong.step";

    /** What Micrometer makes of observations. */
    static final Set<String> METERS = Set.of(FRAME, FRAME + ".active", STEP, STEP + ".active");

    /** Most parts of a trace; the rest of a frame is left out, as a trace is held in memory until it is sent. */
    static final int MOST_PARTS = 500;

    private static final Logger log = LoggerFactory.getLogger(FrameObservations.class);

    private final ObservationRegistry registry;
    private final int sample;
    private final AtomicBoolean broken = new AtomicBoolean(); // set by any worker

    /**
     * Follows frames.
     *
     * @param sample one frame in so many, on each worker of each pipeline; at least 1
     */
    FrameObservations(ObservationRegistry registry, int sample) {
        this.registry = registry;
        this.sample = sample;
    }

    @Override
    public FrameTracer of(String pipeline, int worker) {
        return new Sampler(pipeline, String.valueOf(worker));
    }

    /** A new observation that has begun; nothing, if that fails. */
    private Observation begin(String name, UnaryOperator<Observation> described) {
        try {
            return described.apply(Observation.createNotStarted(name, registry)).start();
        } catch (RuntimeException e) {
            giveUp(e);
            return Observation.NOOP;
        }
    }

    private void guarded(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    private void giveUp(RuntimeException cause) {
        if (!broken.getAndSet(true)) {
            log.error("A handler of observations has failed: no frames are traced any more", cause);
        }
    }

    /** Chooses frames. */
    private final class Sampler implements FrameTracer {

        private final String pipeline;
        private final String worker;
        private int skip = 1; // frames until the next of the sample, itself included

        Sampler(String pipeline, String worker) {
            this.pipeline = pipeline;
            this.worker = worker;
        }

        @Override
        public @Nullable Trace frame() {
            if (--skip > 0 || broken.get()) {
                return null;
            }
            skip = sample;
            return new Followed(pipeline, worker, null, new AtomicInteger(MOST_PARTS));
        }

        @Override
        public Trace goesOn(Trace elsewhere) {
            Followed before = (Followed) elsewhere;
            return new Followed(pipeline, worker, before.observation, before.room);
        }
    }

    /** A frame on one worker. */
    private final class Followed implements Trace {

        private final String pipeline;
        private final AtomicInteger room; // parts that may still be reported, on all workers
        private final Observation observation;

        Followed(String pipeline, String worker, @Nullable Observation parent, AtomicInteger room) {
            this.pipeline = pipeline;
            this.room = room;
            this.observation = begin(FRAME, made -> {
                if (parent != null) {
                    made.parentObservation(parent);
                }
                return made.contextualName("frame of " + pipeline)
                        .lowCardinalityKeyValue("pipeline", pipeline)
                        .lowCardinalityKeyValue("worker", worker);
            });
        }

        private boolean mayTell() {
            return room.get() > 0 && room.getAndDecrement() > 0;
        }

        @Override
        public @Nullable Runnable step(String step) {
            return mayTell() ? new Call(step)::end : null;
        }

        @Override
        public void output(String sink) {
            if (mayTell()) {
                guarded(() -> observation.event(Observation.Event.of("output", "output to " + sink)));
            }
        }

        @Override
        public void failed(String place, FailureReason reason) {
            if (mayTell()) {
                guarded(() -> observation.error(new FailedThere(reason.tag(), place)));
            }
        }

        @Override
        public void end() {
            guarded(observation::stop);
        }

        /** A call of a step's function. */
        private final class Call {

            private final Observation observation;
            private Observation.@Nullable Scope scope; // null if a handler has failed

            Call(String step) {
                this.observation = begin(
                        STEP,
                        made -> made.contextualName(step)
                                .parentObservation(Followed.this.observation)
                                .lowCardinalityKeyValue("pipeline", pipeline)
                                .lowCardinalityKeyValue("step", step));
                guarded(() -> scope = observation.openScope());
            }

            void end() {
                guarded(() -> {
                    if (scope != null) {
                        scope.close();
                    }
                    observation.stop();
                });
            }
        }
    }

    /** What a function throws may quote the payload: this is reported instead. */
    private static final class FailedThere extends Exception {

        private static final long serialVersionUID = 1;

        FailedThere(String reason, String place) {
            super("%s at '%s'".formatted(reason, place), null, false, false);
        }
    }
}
