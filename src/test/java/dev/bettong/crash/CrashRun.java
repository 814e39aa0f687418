package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.TroubledReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The lives of a service on one data directory, the clients that send to it, and the receiver of its outputs. After every
 * start it asks the service what it has accepted of each client, and compares: all of it must be there once and in order,
 * and nothing may be missing of which an output was seen.
 */
final class CrashRun implements AutoCloseable {

    private static final List<String> ORDERERS = List.of("c0", "c1", "c2", "c3");
    private static final List<String> VISITORS = List.of("v0", "v1");
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int MAX_LOAD_MILLIS = 500;

    private static final Duration FAULT_PATIENCE = Duration.ofSeconds(30);

    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    private final Path directory;
    private final Random random;
    private final Outputs outputs = new Outputs();
    private final TroubledReceiver receiver;
    private final List<Client> orderers = new ArrayList<>();
    private final List<Client> visitors = new ArrayList<>();
    private Duration startTime = Duration.ofSeconds(4); // of the last life that became ready
    private int lives;

    /**
     * Prepares a run.
     *
     * @param directory empty
     * @param limit how much each client sends, by its name
     */
    CrashRun(Path directory, Random random, ToLongFunction<String> limit) throws IOException {
        this.directory = directory;
        this.random = random;
        this.receiver = TroubledReceiver.startStalled(0, () -> outputs::add);
        receiver.resume();
        ORDERERS.forEach(name -> orderers.add(client(name, limit)));
        VISITORS.forEach(name -> visitors.add(client(name, limit)));
    }

    private Client client(String name, ToLongFunction<String> limit) {
        return new Client(name, limit.applyAsLong(name), new Random(random.nextLong()));
    }

    private List<Client> clients() {
        List<Client> all = new ArrayList<>(orderers);
        all.addAll(visitors);
        return all;
    }

    /** How a life has ended. */
    enum End {
        KILLED,
        KILLED_AT_FAULT_POINT,
        STOPPED
    }

    /** Starts the service once more, and has it die, if possible in that way. */
    End live(Death death) throws Exception {
        FaultPoint point = death instanceof Death.AtMilestone fault ? fault.point() : null;
        try (Service service = start(settings(death), point)) {
            end(service, death);
            int exit = service.awaitExit();
            assertThat(exit)
                    .as("exit code after %s; its output:%n%s", death, service.output())
                    .isIn(KILLED, TERMINATED);
            leave(service);
            if (exit == TERMINATED) {
                return End.STOPPED;
            }
            return point != null && point.reachedIn(service.output()) ? End.KILLED_AT_FAULT_POINT : End.KILLED;
        }
    }

    private Service.Settings settings(Death death) {
        boolean soon = death instanceof Death.AtMilestone fault && fault.when() == Death.When.WHILE_RUNNING;
        boolean rarely = !soon && random.nextBoolean(); // so that there is much to replay
        Duration interval = rarely ? Duration.ofSeconds(20) : Duration.ofMillis(random.nextInt(50, 500));
        return Service.Settings.random(random, interval);
    }

    private void leave(Service service) throws Exception {
        receiver.resume();
        for (Client client : clients()) {
            client.disconnect();
        }
        assertThat(service.output()).as("output").doesNotContain(" ERROR ");
    }

    private Service start(Service.Settings settings, @Nullable FaultPoint point) throws IOException {
        lives++;
        return Service.start(directory, receiver.port(), settings, point);
    }

    private void end(Service service, Death death) throws Exception {
        if (death instanceof Death.WhileStarting starting) {
            service.endsWithin(Duration.ofNanos((long) (startTime.toNanos() * starting.part())));
            service.kill();
            return;
        }
        if (!awaitReady(service) || !loadOrDie(service) || !awaitProgress(service)) {
            return;
        }
        switch (death) {
            case Death.AtMilestone fault -> passBy(service, fault.when());
            case Death.UnderLoad load -> {
                stallNowAndThen();
                service.endsWithin(load.after());
                service.kill();
            }
            case Death.WhileStopping stopping -> {
                stallNowAndThen();
                service.endsWithin(Duration.ofMillis(random.nextInt(MAX_LOAD_MILLIS)));
                service.terminate();
                service.endsWithin(stopping.after());
                service.kill();
            }
            case Death.WhileStarting starting -> throw new IllegalStateException("it was to die before");
        }
    }

    private void passBy(Service service, Death.When when) throws InterruptedException {
        switch (when) {
            case WHILE_STARTING -> service.kill(); // not passed, since there was not enough to replay
            case WHILE_RUNNING -> {
                service.endsWithin(FAULT_PATIENCE);
                service.kill();
            }
            case WHILE_STOPPING -> {
                stallNowAndThen();
                service.endsWithin(Duration.ofMillis(random.nextInt(MAX_LOAD_MILLIS)));
                service.terminate();
            }
        }
    }

    /** So that outputs are left unsent. */
    private void stallNowAndThen() {
        if (random.nextInt(3) == 0) {
            receiver.stall();
        }
    }

    private boolean awaitReady(Service service) {
        long begin = System.nanoTime();
        boolean ready = service.awaitReady();
        if (ready) {
            startTime = Duration.ofNanos(System.nanoTime() - begin);
        }
        return ready;
    }

    /** As {@link #load}; returns false if the service dies meanwhile, which it may at a fault point. */
    private boolean loadOrDie(Service service) throws Exception {
        try {
            load(service);
            return true;
        } catch (IOException e) {
            if (service.endsWithin(A_MOMENT)) {
                return false;
            }
            throw e;
        }
    }

    /** Waits for an output of what was sent in this life; returns false if the service dies before. */
    private boolean awaitProgress(Service service) {
        await("progress")
                .atMost(DEADLINE)
                .pollInterval(A_MOMENT.dividedBy(1_000))
                .until(() -> !service.alive()
                        || orderers.stream().anyMatch(client -> outputs.seen(client.name()) > client.accepted()));
        return service.alive();
    }

    /** Compares what was accepted, and has all clients send on from there. */
    private void load(Service service) throws Exception {
        for (Client client : clients()) {
            check(client, service);
        }
        List<Client> inAnyOrder = new ArrayList<>(clients());
        Collections.shuffle(inAnyOrder, random);
        for (Client client : inAnyOrder) {
            client.resume(orderers.contains(client) ? service.ordersPort() : service.visitsPort());
        }
    }

    private void check(Client client, Service service) throws Exception {
        JsonNode answer = service.accepted(client.name());
        JsonNode value = answer.path("value");
        long last = value.path("last").asLong(-1);
        String where = "client %s in life %d: %s".formatted(client.name(), lives, answer);
        assertThat(last + 1)
                .as("accepted of what was sent; %s", where)
                .isBetween(outputs.seen(client.name()), client.sent());
        assertThat(last + 1).as("accepted now and before; %s", where).isGreaterThanOrEqualTo(client.accepted());
        Trail expected = client.acceptedBefore(last + 1);
        assertThat(value.path("hash").asLong(0))
                .as("hash of %s; %s", expected, where)
                .isEqualTo(expected.hash());
        assertThat(value.path("count").asLong(0)).as("count; %s", where).isEqualTo(expected.count());
        assertThat(value.path("backward").asLong(0)).as("repeated; %s", where).isZero();
    }

    /**
     * The last life: nothing goes wrong any more, all that was begun is accepted, and the service is stopped.
     *
     * @param patience how long a client goes on, if it has no last event
     * @return how much each client has sent
     */
    Map<String, Long> finish(Service.Settings settings, Duration patience) throws Exception {
        try (Service service = start(settings, null)) {
            assertThat(service.awaitReady()).as("ready; %s", service.output()).isTrue();
            load(service);
            Map<String, Long> totals = new TreeMap<>();
            for (Client client : clients()) {
                client.stop(patience);
                totals.put(client.name(), client.sent());
            }
            await("all is accepted").atMost(DEADLINE).until(() -> allAccepted(service));
            for (Client client : clients()) {
                check(client, service);
            }
            service.terminate();
            assertThat(service.awaitExit()).as("exit code").isEqualTo(TERMINATED);
            leave(service);
            return totals;
        }
    }

    private boolean allAccepted(Service service) throws Exception {
        for (Client client : clients()) {
            long last =
                    service.accepted(client.name()).path("value").path("last").asLong(-1);
            if (last + 1 < client.sent()) {
                return false;
            }
        }
        return true;
    }

    /** What the model makes of all that was sent. */
    static Model model(Map<String, Long> totals) {
        Model model = new Model();
        ORDERERS.forEach(name -> model.orders(name, totals.getOrDefault(name, 0L)));
        VISITORS.forEach(name -> model.visits(name, totals.getOrDefault(name, 0L)));
        return model;
    }

    /** Compares the outputs that were received: each at least once, and none that should not be. */
    void checkOutputs(Model model) {
        for (TroubledReceiver.Connection connection : receiver.connections()) {
            await("the end of a connection").atMost(DEADLINE).until(connection::ended);
            assertThat(connection.fault()).as("fault of a connection").isNull();
        }
        for (Client client : orderers) {
            BitSet different = outputs.of(client.name());
            different.xor(model.outputs(client.name()));
            assertThat(different.stream().limit(100).toArray())
                    .as("%d outputs of client %s are missing or too many", different.cardinality(), client.name())
                    .isEmpty();
        }
    }

    StoreContents contents() {
        return StoreContents.read(Service.data(directory));
    }

    /** Where it is: how long the last start took, how much each client is known to have got through. */
    @Override
    public String toString() {
        return "ready after %d ms, accepted %s"
                .formatted(
                        startTime.toMillis(),
                        clients().stream().map(Client::accepted).toList());
    }

    @Override
    public void close() throws Exception {
        for (Client client : clients()) {
            client.disconnect();
        }
        receiver.close();
    }
}
