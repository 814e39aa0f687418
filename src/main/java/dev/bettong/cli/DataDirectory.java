package dev.bettong.cli;

import dev.bettong.store.StoreException;
import dev.bettong.store.StoreView;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets commands look into the data directory of a service, which may run meanwhile. Nothing is written there. */
final class DataDirectory {

    /** What a command does with an open store. */
    @FunctionalInterface
    interface Look {
        void at(StoreView store);
    }

    private DataDirectory() {}

    /** Opens, looks and closes. */
    static void look(String name, Look look) {
        Path directory = Path.of(name);
        if (!Files.isDirectory(directory)) {
            throw CommandFailure.failed(
                    "There is no directory '%s'. Name the one that bettong.data-directory names.".formatted(name),
                    null);
        }
        if (!StoreView.isIn(directory)) {
            throw CommandFailure.failed(
                    "'%s' is no data directory: it has no 'store'. Name the directory that bettong.data-directory names."
                            .formatted(name),
                    null);
        }
        try (StoreView store = StoreView.open(directory)) {
            look.at(store);
        } catch (StoreException e) {
            throw CommandFailure.failed("%s%n%s".formatted(e.getMessage(), e.action()), e);
        }
    }
}
