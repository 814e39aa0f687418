package dev.bettong.bench;

import java.util.HashMap;
import java.util.Map;

/** The word count without an engine. For one thread. */
final class PlainWordCount implements PlainFunctions {

    private final WordCountFunctions functions = WordCountFunctions.ofTheExample();
    private final Map<Object, Object> entities = new HashMap<>();

    @Override
    public void frame(byte[] payload, SocketOutput out) throws Exception {
        for (Object word : functions.words(payload)) {
            Object entity = entities.computeIfAbsent(functions.key(word), first -> functions.entity());
            out.write(functions.line(word, entity));
        }
    }
}
