package dev.bettong.chain;

import dev.bettong.pipeline.Encoder;

/** Encodes an output and hands the message to a sink. */
final class EncodeOperator extends Operator {

    private final Encoder<Object> encoder;
    private final FailureCounter failures;
    private final OperatorContext.Outlet outlet;

    EncodeOperator(Encoder<Object> encoder, FailureCounter failures, OperatorContext.Outlet outlet) {
        this.encoder = encoder;
        this.failures = failures;
        this.outlet = outlet;
    }

    @Override
    void process(Object event, Object key, int partition) {
        byte[] message;
        try {
            message = encoder.encode(event);
        } catch (Throwable thrown) {
            failures.threw(thrown, partition);
            return;
        }
        if (message != null) {
            outlet.write(message);
        }
    }
}
