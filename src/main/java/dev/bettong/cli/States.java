package dev.bettong.cli;

import dev.bettong.codec.EntityText;
import dev.bettong.codec.StateSchema;
import dev.bettong.keys.KeyCodec;
import dev.bettong.runtime.Quantity;
import dev.bettong.store.Manifest;
import dev.bettong.store.StoreView;
import dev.bettong.store.Stored;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Shows states, keys or an entity of a data directory, as of the last checkpoint. */
final class States implements Command {

    private static final long DEFAULT_LIMIT = 20;

    @Override
    public String name() {
        return "state";
    }

    @Override
    public String help() {
        return """
                state <data-directory> [state [key]] [--limit <n>]
                  Shows the states with the number of their entities; or the keys of a state; or one entity as JSON.
                  All is as of the last checkpoint.
                  --limit  keys to show, 20 unless it is given
                """;
    }

    @Override
    public Set<String> valued() {
        return Set.of("--limit");
    }

    @Override
    public void run(Arguments arguments, Console console) {
        arguments.expect(1, 3);
        long limit = arguments.number("--limit", 1).orElse(DEFAULT_LIMIT);
        DataDirectory.look(arguments.at(0), store -> {
            if (arguments.find(1).isEmpty()) {
                listStates(store, console);
                return;
            }
            String state = arguments.at(1);
            String schema = store.schemas().get(state);
            if (schema == null) {
                throw CommandFailure.failed(
                        "There is no state '%s'. There %s."
                                .formatted(
                                        state,
                                        store.schemas().isEmpty()
                                                ? "is none at all"
                                                : "are: " + String.join(", ", new TreeMap<>(store.schemas()).keySet())),
                        null);
            }
            EntityText text = new EntityText(StateSchema.parse(schema));
            if (arguments.find(2).isEmpty()) {
                listKeys(store, state, limit, console);
            } else {
                showEntity(store, state, arguments.at(2), text, console);
            }
        });
    }

    private static void listStates(StoreView store, Console console) {
        Map<String, String> schemas = new TreeMap<>(store.schemas());
        schemas.forEach((state, schema) -> {
            AtomicLong entities = new AtomicLong();
            AtomicLong bytes = new AtomicLong();
            store.forEachEntity(state, (key, entity) -> {
                entities.incrementAndGet();
                bytes.addAndGet(entity.bytes().length);
            });
            console.line("'%s': %s, %s, codec %s"
                    .formatted(
                            state,
                            Quantity.of(entities.get(), "entity", "entities"),
                            Quantity.of(bytes.get(), "byte"),
                            new EntityText(StateSchema.parse(schema)).codec()));
        });
        tellWhen(store, console);
    }

    private static void listKeys(StoreView store, String state, long limit, Console console) {
        AtomicLong seen = new AtomicLong();
        store.forEachEntity(state, (key, entity) -> {
            if (seen.incrementAndGet() <= limit) {
                console.line(KeyCodec.describe(key));
            }
        });
        if (seen.get() > limit) {
            console.err().printf("Shown are %d of %d keys, see --limit%n", limit, seen.get());
        }
        tellWhen(store, console);
    }

    private static void showEntity(StoreView store, String state, String key, EntityText text, Console console) {
        for (byte[] candidate : KeyCodec.candidates(key)) {
            Stored entity = store.entity(state, candidate);
            if (entity != null) {
                console.line(shown(entity, text));
                if (entity.kept()) {
                    console.err().printf("Does not expire before its timer has fired%n");
                } else {
                    console.err()
                            .printf(
                                    "Last used %s%n",
                                    store.clock().toWall(Instant.ofEpochMilli(entity.touchedMillis())));
                }
                tellWhen(store, console);
                return;
            }
        }
        throw CommandFailure.failed("State '%s' has no entity with key '%s'.".formatted(state, key), null);
    }

    private static String shown(Stored entity, EntityText text) {
        try {
            return text.of(entity.bytes());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
        }
    }

    private static void tellWhen(StoreView store, Console console) {
        Manifest manifest = store.manifest();
        console.err()
                .printf(
                        "As of checkpoint %d of %s%n",
                        manifest.checkpoint(), store.clock().toWall(manifest.cutAt()));
    }
}
