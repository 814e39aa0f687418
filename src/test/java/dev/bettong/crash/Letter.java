package dev.bettong.crash;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What two pipelines have in common. Orders reach it from many places at a time, so that only their sum is certain; visits
 * come straight from their client, in order.
 */
final class Letter {

    private long orders;
    private long sum;
    private final Map<String, Trail> visits = new HashMap<>(); // by client

    void order(long number) {
        orders++;
        sum += number;
    }

    void visit(Event by) {
        visits.computeIfAbsent(by.client(), client -> new Trail()).add(by.number());
    }

    @Override
    public String toString() {
        return "%d orders, sum %d, visits %s".formatted(orders, sum, new TreeMap<>(visits));
    }
}
