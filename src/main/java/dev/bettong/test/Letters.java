package dev.bettong.test;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.stepping.SteppedRuntime;
import java.util.ArrayList;
import java.util.List;

/** The dead letters of a test, some of which it has expected. */
final class Letters {

    private final List<DeadLetter> expected = new ArrayList<>();

    /** Expects one, which must be there. */
    void expect(SteppedRuntime runtime, String step, String reason) {
        List<DeadLetter> letters = unexpected(runtime);
        DeadLetter found = letters.stream()
                .filter(letter ->
                        letter.step().equals(step) && letter.reason().tag().equals(reason))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing has failed at '%s' with the reason '%s', but %s"
                        .formatted(step, reason, text(letters))));
        expected.add(found);
    }

    /** Those that were not expected so far; from now on they are. */
    List<DeadLetter> take(SteppedRuntime runtime) {
        List<DeadLetter> letters = unexpected(runtime);
        expected.addAll(letters);
        return letters;
    }

    /** There must be no others. */
    void requireNoOthers(SteppedRuntime runtime) {
        List<DeadLetter> letters = unexpected(runtime);
        if (!letters.isEmpty()) {
            throw new AssertionError("this was not expected to fail: " + text(letters));
        }
    }

    private List<DeadLetter> unexpected(SteppedRuntime runtime) {
        List<DeadLetter> letters =
                new ArrayList<>(runtime.runtime().deadLetters().page(null, 0, Integer.MAX_VALUE));
        letters.removeIf(letter -> expected.stream().anyMatch(each -> each.id() == letter.id()));
        return letters;
    }

    private static List<String> text(List<DeadLetter> letters) {
        return letters.stream()
                .map(letter -> "'%s' of pipeline '%s' (%s): %s"
                        .formatted(
                                letter.step(),
                                letter.pipeline(),
                                letter.reason().tag(),
                                letter.cause()))
                .toList();
    }
}
