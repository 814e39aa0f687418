package dev.bettong.check;

import dev.bettong.codec.RoundTripCheck;
import dev.bettong.codec.UnstorableStateException;
import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.KeyTypes;
import dev.bettong.keys.UnsupportedKeyException;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.FunctionBeans;
import dev.bettong.wiring.Placeholder;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Checks that state can be stored and read back, and that its keys can; also if it is not, so that it could be. */
final class StorageCheck {

    private final Problems problems;
    private final FunctionBeans beans;

    /**
     * Prepares a check.
     *
     * @param beans knows the types of the keys
     */
    StorageCheck(Problems problems, FunctionBeans beans) {
        this.problems = problems;
        this.beans = beans;
    }

    void check(List<DeclaredPipeline> declared) {
        List<StateUse> uses = new ArrayList<>();
        declared.forEach(each -> uses.addAll(StateUse.in(each)));
        uses.stream()
                .map(StateUse::state)
                .filter(state -> !Placeholder.isState(state) && !state.name().isBlank())
                .distinct()
                .forEach(this::state);
        Set<Step.Partitioning> checked = Collections.newSetFromMap(new IdentityHashMap<>());
        declared.forEach(each -> uses.addAll(StateUse.ofJoins(each)));
        for (StateUse use : uses) {
            if (use.known() && checked.add(Objects.requireNonNull(use.partitioning()))) {
                keys(use);
            }
        }
    }

    private void state(State<?> state) {
        String place = "state '%s'".formatted(state.name());
        StateCodec<?> codec = state.codec();
        if (codec != null
                && (codec.getClass().isAnonymousClass() || codec.getClass().isHidden())) {
            problems.add(
                    place,
                    "Its codec has no class name that stays, and a codec is recognised by its class name.",
                    "Make the codec a class of its own.");
        }
        Object initial = initial(state);
        if (initial != null) {
            survival(place, state, initial);
        }
    }

    private void survival(String place, State<?> state, Object initial) {
        try {
            for (String loss : RoundTripCheck.losses(state, initial)) {
                problems.add(
                        place,
                        "Its initial value does not survive being stored: " + loss,
                        state.codec() == null
                                ? "Declare every field as the class that it holds, or give the state a codec with"
                                        + " State.codec(...)."
                                : "Repair the codec: what it decodes must be like what it encoded.");
            }
        } catch (UnstorableStateException unstorable) {
            for (String problem : unstorable.problems()) {
                problems.add(
                        place,
                        "It cannot be stored: " + problem,
                        "Make it a record or a class of fields that say what they hold, or give the state a codec with"
                                + " State.codec(...).");
            }
        }
    }

    /** An initial value; {@code null} if there is none of the right type, which {@link StatesCheck} reports. */
    private static @Nullable Object initial(State<?> state) {
        try {
            Object made = state.initial().get();
            return ClassUtils.resolvePrimitiveIfNecessary(state.type()).isInstance(made) ? made : null;
        } catch (RuntimeException reported) {
            return null;
        }
    }

    private void keys(StateUse use) {
        problem(use.partitioning())
                .ifPresent(problem -> problems.add(
                        use.place(),
                        "Its state is kept by the keys of '%s'. %s"
                                .formatted(
                                        Objects.requireNonNull(use.partitioning())
                                                .name(),
                                        problem),
                        "Let the partition function give another type. " + KeyTypes.SUPPORTED));
    }

    private Optional<String> problem(Step.@Nullable Partitioning partitioning) {
        return switch (partitioning) {
            case Step.Partition hashed -> {
                Type type = beans.keyType(hashed.by());
                yield type == null ? Optional.empty() : KeyTypes.problem(type);
            }
            case Step.FixedPartition fixed ->
                fixed.keys().stream()
                        .filter(Objects::nonNull)
                        .map(StorageCheck::problemOfKey)
                        .flatMap(Optional::stream)
                        .findFirst();
            case Step.Collect all -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    private static Optional<String> problemOfKey(Object key) {
        try {
            KeyCodec.encode(key);
            return Optional.empty();
        } catch (UnsupportedKeyException unsupported) {
            return Optional.of(unsupported.problem());
        }
    }
}
