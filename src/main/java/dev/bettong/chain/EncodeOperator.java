package dev.bettong.chain;

import dev.bettong.pipeline.Encoder;
import org.jspecify.annotations.Nullable;

/** Encodes an output and hands the message to a sink. */
final class EncodeOperator extends Operator {

    private final Encoder<Object> encoder;
    private final EntryPoints.Place place;
    private final FailureCounter failures;
    private final OperatorContext.Outlet outlet;

    EncodeOperator(
            Encoder<Object> encoder, EntryPoints.Place place, FailureCounter failures, OperatorContext.Outlet outlet) {
        this.encoder = encoder;
        this.place = place;
        this.failures = failures;
        this.outlet = outlet;
    }

    @Override
    void process(Object event, Object key, int partition) {
        byte[] message;
        try {
            message = encoder.encode(event);
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        if (message != null) {
            outlet.write(message);
        }
    }

    @Override
    @Nullable
    Operator handsTo() {
        return null;
    }

    @Override
    String place() {
        return place.name();
    }
}
