package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** All clients, and what each must find when the service is back. Steered by the test's thread. */
final class Clients {

    /** Bytes that a source reads at once from a connection, at most, by Netty's default; and the rest of a frame. */
    private static final long MAX_READ = (64 << 10) + 64;

    private final Outputs outputs;
    private final Random random;
    private final List<Client> all;
    private int workers; // of the life that has read last; 0 if it had ended reading before it ended

    /**
     * Prepares clients.
     *
     * @param outputs what of them has been seen
     */
    Clients(Outputs outputs, Random random) {
        this.outputs = outputs;
        this.random = random;
        this.all = Input.allClients()
                .map(name -> new Client(name, new Random(random.nextLong())))
                .toList();
    }

    /** Asks what was accepted, compares, and sends on from there until the connections break. */
    void resume(Service service) throws Exception {
        check(service);
        for (Client client : inAnyOrder()) {
            client.resume(service.port(client.input()));
        }
    }

    /**
     * The same, but each client has an end.
     *
     * @param end number behind the last event of a client
     * @return the ends by client
     */
    Map<String, Long> resumeUntil(Service service, ToLongFunction<Client> end) throws Exception {
        check(service);
        Map<String, Long> ends = new TreeMap<>();
        for (Client client : inAnyOrder()) {
            ends.put(client.name(), end.applyAsLong(client));
            client.resumeUntil(service.port(client.input()), end.applyAsLong(client));
        }
        return ends;
    }

    private List<Client> inAnyOrder() {
        List<Client> inAnyOrder = new ArrayList<>(all);
        Collections.shuffle(inAnyOrder, random);
        return inAnyOrder;
    }

    /** Compares what was accepted with what was sent, and with what had been accepted or seen before. */
    void check(Service service) throws Exception {
        List<String> divided = new ArrayList<>();
        for (Client client : all) {
            long before = client.acceptedByAny();
            for (Reader reader : client.input().readers()) {
                check(client, reader, service.accepted(reader, client.name()));
            }
            if (client.acceptedByAny() > before && client.acceptedByAll() < client.acceptedByAny()) {
                divided.add(client.name());
            }
        }
        checkDivided(divided);
        workers = service.workers();
    }

    private void check(Client client, Reader reader, JsonNode answer) {
        JsonNode trail = answer.path("value");
        long accepted = number(trail, "last", -1) + 1;
        String where = "client %s in %s: %s".formatted(client.name(), reader, answer);
        assertThat(accepted)
                .as("accepted, and seen in an output; %s", where)
                .isGreaterThanOrEqualTo(outputs.seen(reader, client.name()));
        assertThat(accepted).as("accepted, of what was sent; %s", where).isLessThanOrEqualTo(client.sent());
        assertThat(accepted).as("accepted, now and before; %s", where).isGreaterThanOrEqualTo(client.accepted(reader));
        Trail expected = client.acceptedBefore(reader, accepted);
        assertThat(number(trail, "count", 0)).as("count; %s", where).isEqualTo(expected.count());
        assertThat(number(trail, "backward", 0)).as("repeated; %s", where).isZero();
        assertThat(number(trail, "hash", 0)).as("hash; %s", where).isEqualTo(expected.hash());
    }

    /**
     * Of two pipelines that read a source each keeps a journal: a kill between the two leaves one with a read that the
     * other one has not got. That can be the last read of a connection only, and a worker was about one read at most.
     */
    private void checkDivided(List<String> divided) {
        assertThat(divided)
                .as("clients of which one pipeline has accepted more than another one: %s", this)
                .hasSizeLessThanOrEqualTo(workers);
        for (Client client : all) {
            assertThat(client.bytesBetween())
                    .as("bytes of %s that one pipeline has accepted and another one has not: %s", client.name(), this)
                    .isLessThanOrEqualTo(MAX_READ);
        }
    }

    private static long number(JsonNode trail, String field, long initially) {
        return trail.path(field).asLong(initially);
    }

    /** The service had ended reading before it ended: every read has reached all pipelines that read its source. */
    void stoppedInOrder() {
        workers = 0;
    }

    /** Whether an output was seen of what was sent since the last check. */
    boolean progress() {
        return all.stream()
                .anyMatch(client -> client.input().readers().stream()
                        .anyMatch(reader -> outputs.seen(reader, client.name()) > client.accepted(reader)));
    }

    /** Whether the last checkpoint has everything of each client up to its end. */
    boolean allAccepted(Service service, Map<String, Long> ends) throws Exception {
        for (Client client : all) {
            for (Reader reader : client.input().readers()) {
                JsonNode trail = service.accepted(reader, client.name()).path("value");
                if (number(trail, "last", -1) + 1 < ends.getOrDefault(client.name(), 0L)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the last checkpoint has nothing that waits for a timer, or for the end of a window. */
    boolean allFired(Service service, Map<String, Long> ends) throws Exception {
        for (Client client : all) {
            if (client.input().readers().contains(Reader.AUDIT)
                    && number(service.audited(client.name()).path("value"), "events", 0) < audited(ends)) {
                return false;
            }
            if (client.input().readers().contains(Reader.ORDERS)
                    && waits(service, client.name(), delayed(client, ends.getOrDefault(client.name(), 0L)))) {
                return false;
            }
        }
        return true;
    }

    /** How many numbers of each client are in windows that are closed at least: time is that of the one that has sent least. */
    static long audited(Map<String, Long> ends) {
        long least = ends.entrySet().stream()
                .filter(end -> Input.of(end.getKey()).readers().contains(Reader.AUDIT))
                .mapToLong(Map.Entry::getValue)
                .min()
                .orElse(0);
        return Math.max(0, least - CrashApplication.AUDITED_TOGETHER);
    }

    private static boolean waits(Service service, String client, long events) throws Exception {
        return number(service.delayed(client).path("value"), "found", 0) < events
                || number(service.windows(client).path("value"), "events", 0) < 2 * events;
    }

    private static long delayed(Client client, long end) {
        return LongStream.range(0, end)
                .filter(number -> new Event(client.name(), number).fate() != Event.Fate.FAILS_IN_COMPUTATION)
                .count();
    }

    /** Waits until each has sent its last event. */
    void awaitEnd() throws InterruptedException {
        for (Client client : all) {
            client.awaitEnd();
        }
    }

    void disconnect() throws IOException, InterruptedException {
        for (Client client : all) {
            client.disconnect();
        }
    }

    /** What must become of so much from each client. */
    static Model model(Map<String, Long> ends) {
        Model model = new Model();
        ends.forEach(model::events);
        return model;
    }

    /** How much of each is known to have been accepted, by the pipelines that read it. */
    @Override
    public String toString() {
        return all.stream().map(Clients::describe).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String describe(Client client) {
        return client.input().readers().stream()
                .map(reader -> String.valueOf(client.accepted(reader)))
                .distinct()
                .collect(Collectors.joining("/", client.name() + ' ', ""));
    }
}
