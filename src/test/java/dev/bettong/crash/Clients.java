package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/** All clients, and what each must find when the service is back. Steered by the test's thread. */
final class Clients {

    private static final List<String> ORDERERS = List.of("c0", "c1", "c2", "c3");
    private static final List<String> VISITORS = List.of("v0", "v1");

    private final Outputs outputs;
    private final Random random;
    private final List<Client> orderers;
    private final List<Client> visitors;

    /**
     * Prepares clients.
     *
     * @param limit how much each sends, by its name
     * @param outputs what of them has been seen
     */
    Clients(ToLongFunction<String> limit, Outputs outputs, Random random) {
        this.outputs = outputs;
        this.random = random;
        this.orderers = made(ORDERERS, limit);
        this.visitors = made(VISITORS, limit);
    }

    private List<Client> made(List<String> names, ToLongFunction<String> limit) {
        return names.stream()
                .map(name -> new Client(name, limit.applyAsLong(name), new Random(random.nextLong())))
                .toList();
    }

    private List<Client> all() {
        List<Client> all = new ArrayList<>(orderers);
        all.addAll(visitors);
        return all;
    }

    /** Asks what was accepted, compares, and sends on from there. */
    void resume(Service service) throws Exception {
        check(service);
        List<Client> inAnyOrder = all();
        Collections.shuffle(inAnyOrder, random);
        for (Client client : inAnyOrder) {
            client.resume(visitors.contains(client) ? service.visitsPort() : service.ordersPort());
        }
    }

    /** Compares what was accepted with what was sent, and with what had been accepted or seen before. */
    void check(Service service) throws Exception {
        for (Client client : all()) {
            check(client, service.accepted(client.name()));
        }
    }

    private void check(Client client, JsonNode answer) {
        JsonNode trail = answer.path("value");
        long accepted = number(trail, "last", -1) + 1;
        String where = "client %s: %s".formatted(client.name(), answer);
        assertThat(accepted)
                .as("accepted, of what was sent and what was seen of it; %s", where)
                .isBetween(outputs.seen(client.name()), client.sent());
        assertThat(accepted).as("accepted, now and before; %s", where).isGreaterThanOrEqualTo(client.accepted());
        Trail expected = client.acceptedBefore(accepted);
        assertThat(number(trail, "count", 0)).as("count; %s", where).isEqualTo(expected.count());
        assertThat(number(trail, "backward", 0)).as("repeated; %s", where).isZero();
        assertThat(number(trail, "hash", 0)).as("hash; %s", where).isEqualTo(expected.hash());
    }

    private static long number(JsonNode trail, String field, long initially) {
        return trail.path(field).asLong(initially);
    }

    /** Whether an output was seen of what was sent since the last check. */
    boolean progress() {
        return orderers.stream().anyMatch(client -> outputs.seen(client.name()) > client.accepted());
    }

    /** Whether everything that was sent is in the last checkpoint. */
    boolean allAccepted(Service service) throws Exception {
        for (Client client : all()) {
            long last = number(service.accepted(client.name()).path("value"), "last", -1);
            if (last + 1 < client.sent()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends sending.
     *
     * @param diskRetry how long a client may go on, if it has no last event
     * @return how much each client has sent in all
     */
    Map<String, Long> stop(Duration diskRetry) throws InterruptedException {
        Map<String, Long> totals = new TreeMap<>();
        for (Client client : all()) {
            client.stop(diskRetry);
            totals.put(client.name(), client.sent());
        }
        return totals;
    }

    void disconnect() throws IOException, InterruptedException {
        for (Client client : all()) {
            client.disconnect();
        }
    }

    /** What must become of so much from each client. */
    static Model model(Map<String, Long> totals) {
        Model model = new Model();
        ORDERERS.forEach(name -> model.orders(name, totals.getOrDefault(name, 0L)));
        VISITORS.forEach(name -> model.visits(name, totals.getOrDefault(name, 0L)));
        return model;
    }

    /** How much of each is known to have been accepted. */
    @Override
    public String toString() {
        return all().stream().map(Client::accepted).toList().toString();
    }
}
