package dev.bettong.embedded;

import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands what a source reads on one event loop to several pipelines. Owned by that loop. */
final class FanOut implements StreamReceiver {

    private final List<@Nullable StreamReceiver> receivers; // null where detached

    FanOut(List<? extends StreamReceiver> receivers) {
        this.receivers = new ArrayList<>(receivers);
    }

    /** Detaches a pipeline, by its index: it gets no further frames. */
    void detach(int index) {
        receivers.set(index, null);
    }

    @Override
    public void begin(long now, long connection) {
        each(receiver -> receiver.begin(now, connection));
    }

    @Override
    public void closed(long connection) {
        each(receiver -> receiver.closed(connection));
    }

    /** Gives each pipeline its own copy: it may keep the frame, and a decoder may write into it. */
    @Override
    public void frame(byte[] payload) {
        each(receiver -> receiver.frame(payload.clone()));
    }

    @Override
    public void end() {
        each(StreamReceiver::end);
    }

    @Override
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        each(receiver -> receiver.rejected(reason, detail, bytes));
    }

    @Override
    public void position(String stream, byte[] position) {
        each(receiver -> receiver.position(stream, position));
    }

    /** When it is safe for all pipelines. */
    @Override
    public void whenDurable(Runnable action) {
        AtomicInteger left = new AtomicInteger(1);
        Runnable one = () -> {
            if (left.decrementAndGet() == 0) {
                action.run();
            }
        };
        each(receiver -> {
            left.incrementAndGet();
            receiver.whenDurable(one);
        });
        one.run();
    }

    /** Of none: the pipelines may differ, and so such a source is read by one. */
    @Override
    public Map<String, byte[]> positions() {
        return Map.of();
    }

    /** Calls all receivers, even if one throws. */
    private void each(Consumer<StreamReceiver> action) {
        Throwable thrown = null;
        for (StreamReceiver receiver : receivers) {
            if (receiver != null) {
                try {
                    action.accept(receiver);
                } catch (RuntimeException | Error e) {
                    if (thrown == null) {
                        thrown = e;
                    } else if (!e.equals(thrown)) {
                        thrown.addSuppressed(e);
                    }
                }
            }
        }
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public boolean mayRead() {
        return all(StreamReceiver::mayRead);
    }

    @Override
    public boolean mayHandle() {
        return all(StreamReceiver::mayHandle);
    }

    private boolean all(Predicate<StreamReceiver> may) {
        for (StreamReceiver receiver : receivers) {
            if (receiver != null && !may.test(receiver)) {
                return false;
            }
        }
        return true;
    }
}
