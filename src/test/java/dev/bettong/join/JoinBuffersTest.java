package dev.bettong.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.codec.Compatibility;
import dev.bettong.codec.EntityTree;
import dev.bettong.codec.StateCodecs;
import dev.bettong.codec.StateSchema;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.util.RawValue;

/** The events of a join as they are stored. Times are milliseconds. */
class JoinBuffersTest {

    private static final long LONGEST = 1_000_000;

    record Order(String id) {}

    record NamedOrder(String id, String name) {}

    record Payment(long amount) {}

    private static final IntervalJoin JOIN =
            new IntervalJoin(Within.between(Duration.ofMillis(5), Duration.ofMillis(10)));
    private static final State<?> STATE = StateCodecs.joinBuffers("pay", Order.class, Payment.class);

    private final JoinBuffers<Object, Object> buffers = new JoinBuffers<>();
    private final List<String> pairs = new ArrayList<>();

    private void pair(Object left, Object right, long time) {
        pairs.add("%s %s @%d".formatted(left, right, time));
    }

    @SuppressWarnings("unchecked")
    private static <L> JoinBuffers<L, Object> stored(JoinBuffers<?, ?> from, State<?> now) throws Exception {
        return (JoinBuffers<L, Object>)
                StateCodecs.of(now).decode(StateCodecs.of(STATE).encode(from));
    }

    @Test
    void areTheSameAfterARestart() throws Exception {
        JOIN.left(buffers, new Order("a"), 7, this::pair);
        JOIN.left(buffers, new Order("b"), 3, this::pair);
        JOIN.right(buffers, new Payment(1), 2, this::pair);

        JoinBuffers<Object, Object> after = stored(buffers, STATE);
        pairs.clear();
        JOIN.right(after, new Payment(2), 17, this::pair);
        assertThat(pairs).containsExactly("Order[id=a] Payment[amount=2] @17");
        assertThat(JOIN.next(after)).isEqualTo(8);
        assertThat(after.timer()).isEqualTo(JoinBuffers.UNKNOWN);
        JOIN.expire(after, 8);
        assertThat(JOIN.next(after)).isEqualTo(14);
    }

    @Test
    void areShownWithTheirEvents() throws Exception {
        JOIN.left(buffers, new Order("a"), 7, this::pair);

        Object shown = new EntityTree(STATE, LONGEST).of(buffers);

        assertThat(String.valueOf(((RawValue) shown).rawValue()))
                .isEqualTo("{\"left\":[{\"event\":{\"id\":\"a\"},\"time\":7}],\"right\":[]}");
    }

    @Test
    void areReadWithEventsThatHaveGrown() throws Exception {
        JOIN.left(buffers, new Order("a"), 7, this::pair);
        State<?> grown = StateCodecs.joinBuffers("pay", NamedOrder.class, Payment.class);

        Compatibility fit = StateSchema.of(grown)
                .with(StateSchema.parse(StateSchema.of(STATE).text()));
        assertThat(fit.toString()).contains("name");
        assertThat(fit.verdict()).isNotEqualTo(Compatibility.Verdict.INCOMPATIBLE);
        JoinBuffers<NamedOrder, Object> now = stored(buffers, grown);
        assertThat(now.left.getFirst().event.id()).isEqualTo("a");
    }

    @Test
    void areNotReadFromAnyOtherState() {
        State<Order> other = State.named("pay", Order.class, () -> new Order(""));

        assertThat(StateSchema.of(STATE).with(StateSchema.of(other)).verdict())
                .isEqualTo(Compatibility.Verdict.INCOMPATIBLE);
        assertThat(StateSchema.of(STATE)
                        .with(StateSchema.of(StateCodecs.openWindows(other)))
                        .verdict())
                .isEqualTo(Compatibility.Verdict.INCOMPATIBLE);
    }

    @Test
    void statesOfTheSameClassesAreTheSame() {
        StateCodec<?> codec = STATE.codec();
        assertThat(codec)
                .isEqualTo(StateCodecs.joinBuffers("other", Order.class, Payment.class)
                        .codec())
                .hasSameHashCodeAs(StateCodecs.joinBuffers("other", Order.class, Payment.class)
                        .codec())
                .isNotEqualTo(StateCodecs.joinBuffers("pay", Payment.class, Order.class)
                        .codec());
    }
}
