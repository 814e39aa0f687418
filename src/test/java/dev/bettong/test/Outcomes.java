package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a model says that comes out, and what has. */
record Outcomes(Map<String, List<Item>> expected, Map<String, SimulatedLog> sent) {

    /** Says what is missing, what should not be there, and what has come twice without a crash that explains it. */
    void differences(List<String> differences) {
        Map<String, Integer> balance = new HashMap<>(); // how often it may still come
        Map<String, Integer> missing = new HashMap<>();
        expected.forEach((sink, items) -> items.forEach(item -> {
            balance.merge(text(sink, new String(item.output(), UTF_8)), 1, Integer::sum);
            missing.merge(text(sink, new String(item.output(), UTF_8)), 1, Integer::sum);
        }));
        sent.forEach((sink, log) -> {
            log.repeatable().forEach(message -> balance.merge(text(sink, message), 1, Integer::sum));
        });
        List<String> unexpected = new ArrayList<>();
        sent.forEach((sink, log) -> {
            for (String message : log.messages()) {
                String text = text(sink, message);
                missing.merge(text, -1, Integer::sum);
                if (balance.merge(text, -1, Integer::sum) < 0) {
                    unexpected.add(text);
                }
            }
        });
        missing.forEach((text, count) -> {
            if (count > 0) {
                differences.add("missing: " + text);
            }
        });
        unexpected.forEach(text -> differences.add("unexpected: " + text));
    }

    /** The numbers of a shared state come out at several sinks. */
    private static String text(String sink, String message) {
        return message.contains(" #") ? message : sink + ": " + message;
    }
}
