package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What several pipelines get of one read. */
class FanOutTest {

    private final Pipe broken = new Pipe(new StackOverflowError("broken"));
    private final Pipe torn = new Pipe(new IllegalStateException("torn"));
    private final Pipe whole = new Pipe(null);
    private final FanOut fanOut = new FanOut(List.of(broken, torn, whole));

    @Test
    void givesTheEndOfAReadToAllThoughSomeThrow() {
        fanOut.begin(0, 1);
        fanOut.frame("a".getBytes(UTF_8));

        assertThatThrownBy(fanOut::end).isSameAs(broken.thrown).hasSuppressedException(torn.thrown);

        assertThat(List.of(broken, torn, whole))
                .allSatisfy(pipe -> assertThat(pipe.events).containsExactly("begin", "a", "end"));
    }

    @Test
    void givesNothingToOneThatIsDetached() {
        fanOut.detach(1);
        fanOut.begin(0, 1);
        fanOut.frame("a".getBytes(UTF_8));

        assertThat(torn.events).isEmpty();
        assertThat(whole.events).containsExactly("begin", "a");
    }

    @Test
    void aReadIsSafeWhenItIsForAll() {
        List<String> safe = new ArrayList<>();
        fanOut.detach(1);
        fanOut.begin(0, 1);
        fanOut.whenDurable(() -> safe.add("safe"));

        whole.durable.getFirst().run();
        assertThat(safe).isEmpty();
        broken.durable.getFirst().run();
        assertThat(safe).containsExactly("safe");
    }

    /** Notes what it gets. */
    private static final class Pipe implements StreamReceiver {

        private final @Nullable Throwable thrown; // by the end of a read
        private final List<String> events = new ArrayList<>();
        private final List<Runnable> durable = new ArrayList<>();

        Pipe(@Nullable Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void begin(long now, long connection) {
            events.add("begin");
        }

        @Override
        public void closed(long connection) {
            events.add("closed");
        }

        @Override
        public void frame(byte[] payload) {
            events.add(new String(payload, UTF_8));
        }

        @Override
        public void end() {
            events.add("end");
            if (thrown instanceof Error error) {
                throw error;
            } else if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }

        @Override
        public void rejected(FailureReason reason, String detail, byte[] bytes) {
            events.add(detail);
        }

        @Override
        public void position(String stream, byte[] position) {
            events.add(stream);
        }

        @Override
        public void whenDurable(Runnable action) {
            durable.add(action);
        }

        @Override
        public Map<String, byte[]> positions() {
            return Map.of();
        }

        @Override
        public boolean mayRead() {
            return true;
        }

        @Override
        public boolean mayHandle() {
            return true;
        }
    }
}
