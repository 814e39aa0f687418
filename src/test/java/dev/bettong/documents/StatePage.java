package dev.bettong.documents;

import dev.bettong.pipeline.FormerName;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.util.BitSet;

/** The Java of state.md. */
final class StatePage {

    record Visits(@FormerName("count") long total, String page) {}

    /** The pages that a person has seen, as a bit set. */
    static final class SeenCodec implements StateCodec<BitSet> {

        @Override
        public byte[] encode(BitSet seen) {
            return seen.toByteArray();
        }

        @Override
        public BitSet decode(byte[] bytes) {
            return BitSet.valueOf(bytes);
        }
    }

    static final State<BitSet> SEEN =
            State.named("seen", BitSet.class, BitSet::new).codec(new SeenCodec());

    private StatePage() {}
}
