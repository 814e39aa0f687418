package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailureReason;
import dev.bettong.time.Clicks;
import dev.bettong.time.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The pipeline of clicks in the chain of a worker that is alone, and what comes out, late events among it. */
final class ClicksRun {

    private final LocalContext context = new LocalContext(1);
    private final OperatorChain chain;
    private final EventTimes times;
    private final List<String> results = new ArrayList<>();
    private int outputs;

    ClicksRun(Window window, Duration outOfOrder) {
        chain = OperatorChain.compile(Clicks.pipeline(window, outOfOrder, Duration.ofSeconds(10)), 4, context);
        times = Objects.requireNonNull(chain.times());
    }

    private static StreamId id(int stream) {
        return new StreamId(0, 0, stream);
    }

    /** What happens on a stream. */
    sealed interface Action {}

    /** An event comes. */
    record Event(int stream, String key, long time) implements Action {

        @Override
        public String toString() {
            return key + "@" + time;
        }
    }

    /** Nothing comes for too long. */
    record Idle(int stream) implements Action {}

    /** The stream ends. */
    record Closed(int stream) implements Action {}

    void act(Action action) {
        times.begin(false);
        context.clock().arrived(0);
        switch (action) {
            case Event event -> {
                times.read(id(event.stream()));
                chain.frame(0, event.toString().getBytes(UTF_8));
                take();
                if (!context.letters.isEmpty()) {
                    assertThat(context.letters.removeFirst().reason()).isEqualTo(FailureReason.LATE);
                    results.add("late " + event);
                }
            }
            case Idle idle -> times.streams().idle(id(idle.stream()));
            case Closed closed -> times.streams().closed(id(closed.stream()));
        }
        times.streamsChanged();
        times.spread();
        assertThat(times.due()).isFalse();
        take();
    }

    /** Keeps the order of outputs and late events. */
    private void take() {
        List<String> all = context.texts("counts");
        all.subList(outputs, all.size()).forEach(text -> results.add(text.strip()));
        outputs = all.size();
    }

    List<String> results() {
        return results;
    }
}
