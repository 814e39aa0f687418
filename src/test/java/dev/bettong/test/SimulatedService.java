package dev.bettong.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A service that answers when it is told to, refuses some questions always, and forgets others once. */
final class SimulatedService {

    static final Duration TIMEOUT = Duration.ofSeconds(1);
    static final int ATTEMPTS = 2;

    private final List<Question> open = new ArrayList<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private boolean forgets; // some questions, once

    private record Question(Item item, int attempt, CompletableFuture<Item> answer) {}

    /** From now on it forgets some questions the first time. */
    void forget() {
        forgets = true;
    }

    CompletableFuture<Item> ask(String step, Item item) {
        CompletableFuture<Item> answer = new CompletableFuture<>();
        int attempt = asked.merge(step + " " + item.name(), 1, Integer::sum);
        if (!forgets || item.value() % 7 != 5 || attempt > 1) {
            open.add(new Question(item, attempt, answer));
        }
        return answer;
    }

    /** Whether it was asked anything. */
    boolean asked() {
        return !asked.isEmpty();
    }

    /** Whether all attempts fail. */
    static boolean fails(Item item) {
        return item.value() % 7 == 3;
    }

    /** Answers one question; returns false if there is none. */
    boolean answer(Random random) {
        if (open.isEmpty()) {
            return false;
        }
        Question question = open.remove(random.nextInt(open.size()));
        if (fails(question.item) || (question.item.value() % 7 == 4 && question.attempt == 1)) {
            question.answer.completeExceptionally(new IllegalStateException("refused"));
        } else {
            question.answer.complete(question.item);
        }
        return true;
    }
}
