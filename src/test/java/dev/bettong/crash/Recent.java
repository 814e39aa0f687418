package dev.bettong.crash;

import java.util.ArrayList;
import java.util.List;

/** The numbers of the latest events of a key, and how many came before them. */
final class Recent {

    private static final int KEPT = 8;

    private final List<Long> numbers = new ArrayList<>();
    private long forgotten;

    void add(long number) {
        numbers.add(number);
        if (numbers.size() > KEPT) {
            numbers.removeFirst();
            forgotten++;
        }
    }

    @Override
    public String toString() {
        return "%s after %d others".formatted(numbers, forgotten);
    }
}
