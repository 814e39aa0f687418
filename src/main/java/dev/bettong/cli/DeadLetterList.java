package dev.bettong.cli;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Quantity;
import dev.bettong.store.StoreView;
import java.util.List;
import java.util.Set;

/** Shows the dead letters of a data directory. */
final class DeadLetterList implements Command {

    private static final int PAGE = 1000;
    private static final String ROW = "%6s  %-24s  %-20s  %-20s  %-15s  %8s";

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public String help() {
        return """
                dead-letters <data-directory> [--pipeline <name>] | --show <id>
                  Lists what pipelines could not handle and what was kept of it; the last are those of the last checkpoint.
                  --pipeline  only those of this pipeline
                  --show      writes the payload of one as it is to standard output, and what was wrong to standard error
                """;
    }

    @Override
    public Set<String> valued() {
        return Set.of("--pipeline", "--show");
    }

    @Override
    public void run(Arguments arguments, Console console) {
        arguments.expect(1, 1);
        DataDirectory.look(
                arguments.at(0),
                store -> arguments
                        .number("--show", 1)
                        .ifPresentOrElse(
                                id -> show(store, id, console),
                                () -> list(store, arguments.option("--pipeline").orElse(""), console)));
    }

    private static void list(StoreView store, String pipeline, Console console) {
        console.line(ROW.formatted("id", "time", "pipeline", "step", "reason", "bytes"));
        long shown = 0;
        long after = 0;
        List<DeadLetter> page;
        do {
            page = store.deadLetters().page(pipeline.isEmpty() ? null : pipeline, after, PAGE);
            for (DeadLetter letter : page) {
                console.line(ROW.formatted(
                        letter.id(),
                        letter.time(),
                        letter.pipeline(),
                        letter.step(),
                        letter.reason().tag(),
                        letter.frame().length));
                after = letter.id();
                shown++;
            }
        } while (!page.isEmpty());
        console.err().printf("%s%n", Quantity.of(shown, "dead letter"));
    }

    private static void show(StoreView store, long id, Console console) {
        DeadLetter letter = store.deadLetters()
                .find(id)
                .orElseThrow(() -> CommandFailure.failed("There is no dead letter %d.".formatted(id), null));
        console.err()
                .printf(
                        "Dead letter %d of '%s' at '%s', %s, %s: %s%n",
                        id,
                        letter.pipeline(),
                        letter.step(),
                        letter.time(),
                        letter.reason().tag(),
                        letter.cause());
        console.out().write(letter.frame(), 0, letter.frame().length);
    }
}
