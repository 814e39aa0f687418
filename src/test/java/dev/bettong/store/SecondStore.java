package dev.bettong.store;

import java.nio.file.Path;

/** A process that tries to open a data directory, and prints why it cannot. */
final class SecondStore {

    private SecondStore() {}

    /** Arguments: data directory. */
    public static void main(String[] arguments) {
        try (Store opened = Store.open(StoreSettings.in(Path.of(arguments[0])))) {
            System.out.println("opened at checkpoint " + opened.manifest().checkpoint());
        } catch (StoreException e) {
            System.out.println(e.kind() + ": " + e.getMessage() + ". " + e.action());
        }
    }
}
