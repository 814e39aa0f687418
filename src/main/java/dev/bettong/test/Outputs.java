package dev.bettong.test;

import java.util.List;

/** What has come out at a sink since it was asked for last. Texts are messages in UTF-8, without a line feed at their end. */
public final class Outputs {

    private final SentMessages messages;

    Outputs(SentMessages messages) {
        this.messages = messages;
    }

    /**
     * Just these, in this order. Several workers have an order for each key only.
     *
     * @throws AssertionError if it is not so
     */
    public Outputs sends(String... texts) {
        messages.expect(List.of(texts), true);
        return this;
    }

    /**
     * Just these, in any order.
     *
     * @throws AssertionError if it is not so
     */
    public Outputs sendsInAnyOrder(String... texts) {
        messages.expect(List.of(texts), false);
        return this;
    }

    /**
     * None.
     *
     * @throws AssertionError if there is one
     */
    public Outputs sendsNothing() {
        messages.expect(List.of(), true);
        return this;
    }

    /** Takes all of them, to be looked at. */
    public List<byte[]> take() {
        return messages.take();
    }
}
