package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.TroubledReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lives of a service on one data directory, the clients that send to it, and the receiver of its outputs. After every
 * start it asks the service what it has accepted of each client, and compares: all of it must be there once and in order,
 * and nothing may be missing of which an output was seen.
 */
final class CrashRun implements AutoCloseable {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration TO_DIE = Duration.ofSeconds(2);
    private static final Duration TO_PASS_FAULT_POINT = Duration.ofSeconds(30);
    private static final Duration TO_FILL_JOURNAL = Duration.ofSeconds(3);
    private static final Duration NEVER = Duration.ofSeconds(20); // in the time that most lives have
    private static final int MAX_LOAD_MILLIS = 500;
    private static final String STILL_READS = "without waiting any longer for the sources to stop";
    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;

    private final Path directory;
    private final Random random;
    private final Outputs outputs = new Outputs();
    private final TroubledReceiver receiver;
    private final Clients clients;
    private Duration startTime = Duration.ofSeconds(4); // of the last life that became ready

    /**
     * Prepares a run.
     *
     * @param directory empty
     */
    CrashRun(Path directory, Random random) throws IOException {
        this.directory = directory;
        this.random = random;
        this.receiver = TroubledReceiver.startStalled(0, () -> outputs::add);
        this.clients = new Clients(outputs, random);
        receiver.resume();
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
            kill(service, death);
            int exit = service.awaitExit();
            assertThat(exit)
                    .as("exit code after %s; its output:%n%s", death, service.output())
                    .isIn(KILLED, TERMINATED);
            leave(service);
            End end = end(exit, point, service.output());
            if (stoppedReading(death, end) && !service.output().contains(STILL_READS)) {
                clients.stoppedInOrder();
            }
            return end;
        }
    }

    private static End end(int exit, @Nullable FaultPoint point, String output) {
        if (exit == TERMINATED) {
            return End.STOPPED;
        }
        return point != null && point.reachedIn(output) ? End.KILLED_AT_FAULT_POINT : End.KILLED;
    }

    private static boolean stoppedReading(Death death, End end) {
        boolean inStop = death instanceof Death.AtMilestone fault && fault.when() == Death.When.WHILE_STOPPING;
        return end == End.STOPPED || (inStop && end == End.KILLED_AT_FAULT_POINT);
    }

    private Service.Settings settings(Death death) {
        boolean leavesMuchToReplay = death instanceof Death.AtMilestone fault
                ? fault.when() == Death.When.WHILE_STARTING
                : random.nextBoolean();
        return Service.Settings.random(random, leavesMuchToReplay ? NEVER : Duration.ofMillis(random.nextInt(50, 500)));
    }

    private Service start(Service.Settings settings, @Nullable FaultPoint point) throws IOException {
        return Service.start(directory, receiver.port(), settings, point);
    }

    private void leave(Service service) throws IOException, InterruptedException {
        receiver.resume();
        clients.disconnect();
        assertThat(service.output()).as("output").doesNotContain(" ERROR ");
    }

    private void kill(Service service, Death death) throws Exception {
        if (death instanceof Death.WhileStarting starting) {
            service.endsWithin(Duration.ofNanos((long) (startTime.toNanos() * starting.part())));
            service.kill();
            return;
        }
        if (!awaitReady(service) || !load(service)) {
            return;
        }
        switch (death) {
            case Death.AtMilestone fault -> passFaultPoint(service, fault.when());
            case Death.UnderLoad load -> {
                stallNowAndThen();
                service.endsWithin(load.after());
                service.kill();
            }
            case Death.WhileStopping stopping -> {
                terminateUnderLoad(service);
                service.endsWithin(stopping.after());
                service.kill();
            }
            case Death.WhileStarting starting -> throw new IllegalStateException("it was to die before");
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

    /** Has all clients send, and waits for an output; returns false if the service dies before, at a fault point. */
    private boolean load(Service service) throws Exception {
        try {
            clients.resume(service);
        } catch (IOException e) {
            if (service.endsWithin(TO_DIE)) {
                return false;
            }
            throw e;
        }
        await("progress").atMost(DEADLINE).pollInterval(POLL).until(() -> !service.alive() || clients.progress());
        return service.alive();
    }

    private void passFaultPoint(Service service, Death.When when) throws InterruptedException {
        switch (when) {
            case WHILE_STARTING -> { // not passed, since there was not enough to replay: now there will be
                service.endsWithin(TO_FILL_JOURNAL);
                service.kill();
            }
            case WHILE_RUNNING -> {
                service.endsWithin(TO_PASS_FAULT_POINT);
                service.kill();
            }
            case WHILE_STOPPING -> terminateUnderLoad(service);
        }
    }

    private void terminateUnderLoad(Service service) throws InterruptedException {
        stallNowAndThen();
        service.endsWithin(Duration.ofMillis(random.nextInt(MAX_LOAD_MILLIS)));
        service.terminate();
    }

    /** So that outputs are left unsent. */
    private void stallNowAndThen() {
        if (random.nextInt(3) == 0) {
            receiver.stall();
        }
    }

    /**
     * The last life: nothing goes wrong any more, each client sends some more events, and the service is stopped.
     *
     * @param more how many more
     * @return how much each client has sent
     */
    Map<String, Long> finish(Service.Settings settings, long more) throws Exception {
        return finish(settings, client -> client.acceptedByAny() + more);
    }

    /**
     * The only life of a service.
     *
     * @param ends how much each client sends
     */
    void finish(Service.Settings settings, Map<String, Long> ends) throws Exception {
        finish(settings, client -> ends.getOrDefault(client.name(), 0L));
    }

    private Map<String, Long> finish(Service.Settings settings, ToLongFunction<Client> end) throws Exception {
        try (Service service = start(settings, null)) {
            assertThat(service.awaitReady()).as("ready; %s", service.output()).isTrue();
            Map<String, Long> ends = clients.resumeUntil(service, end);
            clients.awaitEnd();
            await("all is accepted").atMost(DEADLINE).until(() -> clients.allAccepted(service, ends));
            clients.check(service);
            await("all timers have fired").atMost(DEADLINE).until(() -> clients.allFired(service, ends));
            service.terminate();
            assertThat(service.awaitExit()).as("exit code").isEqualTo(TERMINATED);
            leave(service);
            return ends;
        }
    }

    /**
     * Compares the outputs that were received, and those that the last stop has saved since its sink did not take them in
     * time: each at least once, and none that should not be.
     */
    void checkOutputs(Model model, StoreContents contents) {
        for (TroubledReceiver.Connection connection : receiver.connections()) {
            await("the end of a connection").atMost(DEADLINE).until(connection::ended);
            assertThat(connection.fault()).as("fault of a connection").isNull();
        }
        outputs.check(model, contents.unsent());
    }

    StoreContents contents() {
        return StoreContents.read(Service.data(directory));
    }

    /** How far it has come. */
    @Override
    public String toString() {
        return "accepted %s, last start took %d ms".formatted(clients, startTime.toMillis());
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        try {
            clients.disconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
