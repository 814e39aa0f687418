package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.check.CheckedGraph;
import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.stepping.MemorySink;
import dev.bettong.stepping.SteppedRuntime;
import dev.bettong.stepping.Surroundings;
import dev.bettong.testing.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One random plan, and what random things happen to it. */
final class SimulatedRun {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ACTIONS = 40;
    private static final int LAST_ROUNDS = 200;
    private static final long BUFFER_SIZE = 200;
    private static final int PAGE = 4096;
    private static final Duration RETRY = Duration.ofMillis(10);
    private static final Duration JOURNAL_RETRY = Duration.ofMillis(20);
    private static final Duration ROUND = Duration.ofMillis(400);
    private static final int IDLE_ROUNDS = 2 * (int) (Plan.IDLE_MILLIS / ROUND.toMillis());
    private static final List<String> LETTERS = IntStream.range(0, 26)
            .mapToObj(i -> String.valueOf((char) ('a' + i)))
            .toList();
    static final List<String> KEYS = LETTERS.stream()
            .flatMap(letter -> Stream.of(letter + "0", letter + "1"))
            .toList();
    private static final List<CheckpointPhase> PHASES = List.of(
            CheckpointPhase.CHECKPOINT_CUT,
            CheckpointPhase.CHECKPOINT_SAVING,
            CheckpointPhase.CHECKPOINT_SAVED,
            CheckpointPhase.CHECKPOINT_COMMITTED,
            CheckpointPhase.CHECKPOINT_APPLIED);
    private static final List<CheckpointPhase> RECOVERY = List.of(
            CheckpointPhase.RECOVERY_BEGUN, CheckpointPhase.RECOVERY_REPLAYING, CheckpointPhase.RECOVERY_REPLAYED);

    private final Random random;
    private final Plan plan;
    private final PlanModel model;
    private final @Nullable Path directory;
    private final @Nullable Troubles troubles;
    private final List<String> happened = new ArrayList<>();
    private final Map<String, SimulatedLog> sent = new TreeMap<>(); // by sink
    private final List<String> connections = new ArrayList<>(); // that are open: source and letter
    private final long interleaving;
    private int workers;
    private int letters;
    private int frames;
    private int taken;
    private int processes;
    private Instant now = BEGIN;
    private int padding; // bytes, of a frame

    // of this process
    private HeldPhases phases = new HeldPhases();
    private SimulatedService service = new SimulatedService();
    private Map<String, MemorySink> sinks = new HashMap<>();
    private @Nullable SteppedRuntime running;
    private @Nullable CompletableFuture<Checkpoints.Checkpoint> checkpoint;

    /**
     * A run.
     *
     * @param directory where its data are, if there is such a place
     * @param disk the one with the directory, which is full at times; {@code null} if the machine has no troubles
     */
    SimulatedRun(long seed, @Nullable Path directory, @Nullable SmallDisk disk) {
        random = new Random(seed);
        plan = Plan.random(random);
        model = new PlanModel(plan);
        interleaving = random.nextLong();
        this.directory = random.nextInt(4) == 0 ? null : directory;
        troubles = disk == null ? null : new Troubles(new Random(~seed), disk);
        workers = workers();
    }

    private int workers() {
        boolean oneOnly = plan.time() == Plan.Time.ARRIVAL && directory != null; // a replay with several may differ
        return oneOnly ? 1 : 1 + random.nextInt(4);
    }

    /** What can be wrong with a machine. Chosen apart, so that the rest is the same with it and without. */
    private record Troubles(Random random, SmallDisk disk) {

        private static final long LONGEST_JUMP_SECONDS = 7_200;

        boolean now() {
            return random.nextInt(6) == 0;
        }

        Duration jump() {
            return Duration.ofSeconds(random.nextLong(-LONGEST_JUMP_SECONDS, LONGEST_JUMP_SECONDS));
        }
    }

    /** Does it; throws an {@link AssertionError} if something has come out that should not, or the other way round. */
    void run() {
        try {
            start(null);
            for (int i = random.nextInt(ACTIONS); i > 0; i--) {
                act();
                if (troubles != null && troubles.now()) {
                    trouble(troubles);
                }
            }
            finish();
            compare();
            end();
        } catch (AssertionError | RuntimeException failed) {
            AssertionError explained = new AssertionError(
                    "%s%n%s%n%s%n%s".formatted(failed.getMessage(), plan, workers, String.join("\n", happened)),
                    failed);
            try {
                end();
            } catch (RuntimeException alsoAtTheEnd) {
                explained.addSuppressed(alsoAtTheEnd);
            }
            throw explained;
        }
    }

    private void end() {
        if (running != null) {
            bury(running);
        }
    }

    private SteppedRuntime running() {
        return Objects.requireNonNull(running);
    }

    /** @param until where the recovery is to stand still */
    private void start(@Nullable CheckpointPhase until) {
        HeldPhases held = new HeldPhases();
        SimulatedService asked = new SimulatedService();
        Map<String, MemorySink> around = new HashMap<>();
        List<Pipeline> pipelines = new PlanPipelines(plan, asked, BEGIN).all();
        CheckedGraph graph = TestApplication.of(pipelines, workers, directory == null ? null : process());
        phases = held;
        service = asked;
        sinks = around;
        SteppedRuntime runtime = new SteppedRuntime(
                pipelines,
                graph.eventTypes(),
                graph.settings(),
                now,
                new Random(interleaving + processes),
                new Surroundings(
                        sink -> around.computeIfAbsent(
                                sink.name(),
                                name -> new MemorySink(sink.kind(), BUFFER_SIZE, message -> sent(name, message))),
                        this::taken,
                        held));
        running = runtime;
        held.stopAt(until);
        CompletableFuture<Void> begun = runtime.begin();
        if (until == null) {
            runtime.await(() -> begun.isDone() && !recovering(runtime));
            asked.forget();
        } else {
            runtime.await(() -> held.held() || begun.isDone());
        }
    }

    /** Calls that are made again have to be answered before it is over. */
    private boolean recovering(SteppedRuntime runtime) {
        boolean recovering = runtime.runtime().pipelines().stream()
                .anyMatch(pipeline -> pipeline.status() == Status.RECOVERING || pipeline.status() == Status.STARTING);
        if (recovering && service.asked()) {
            service.answer(random);
            runtime.pass(RETRY);
        }
        return recovering;
    }

    /** A process that is dead ends without being seen. */
    private void sent(String sink, byte[] message) {
        if (running != null) {
            sent.computeIfAbsent(sink, name -> new SimulatedLog()).add(new String(message, UTF_8));
        }
    }

    private Path process() {
        return Objects.requireNonNull(directory).resolve("process-" + processes);
    }

    private void taken(String source, String connection, @Nullable List<byte[]> read) {
        if (running == null) {
            return; // by a process that is dead
        }
        passed();
        if (read == null) {
            model.closed(source, connection);
        } else {
            taken += read.size();
            read.forEach(frame -> model.read(source, connection, Item.decode(frame)));
        }
    }

    private void passed() {
        Instant present = running().now();
        long millis = millis(present) - millis(now);
        if (millis > 0) {
            now = present;
            model.passed(millis, millis(present));
        }
    }

    private static long millis(Instant time) {
        return Duration.between(BEGIN, time).toMillis();
    }

    private void say(String what) {
        happened.add(what);
    }

    private void act() {
        switch (random.nextInt(20)) {
            case 0 -> close();
            case 1, 2, 3 -> pass();
            case 4, 5, 6 -> answer();
            case 7, 8, 9 -> moveCheckpoint();
            case 10 -> crash();
            case 11 -> restart();
            case 12, 13 -> moveSink();
            case 14 -> pause();
            default -> send();
        }
        if (plan.time() != Plan.Time.NONE || random.nextInt(3) == 0) {
            settle();
        } else {
            for (int steps = random.nextInt(5); steps > 0; steps--) {
                running().step();
            }
        }
        requireNoneFailed();
    }

    /** Somebody sets the clock, or the disk is full for a while: then nothing is read, and nothing lost. */
    private void trouble(Troubles of) {
        if (plan.time() == Plan.Time.ARRIVAL) {
            return; // these times are read from the clock
        }
        if (of.random.nextBoolean()) {
            Duration by = of.jump();
            say("clock is set by " + by);
            running().setClock(by);
            now = running().now();
        } else if (directory != null) {
            finishCheckpoint();
            fullFor(of);
        }
    }

    private void fullFor(Troubles of) {
        say("disk is full");
        padding = PAGE; // or what is written has room in a page that the file has already
        fill(of.disk);
        try {
            for (int i = of.random.nextInt(3); i > 0; i--) {
                send();
                settle();
            }
            if (of.random.nextBoolean()) {
                store().take(); // fails, or waits
                settle();
            }
        } finally {
            padding = 0;
            free(of.disk);
        }
        say("disk has room");
        running()
                .await(() -> running().runtime().pipelines().stream()
                        .noneMatch(pipeline -> pipeline.status() == Status.DEGRADED));
        sent.values().forEach(SimulatedLog::checkpointBegins);
        running().await(store().take()); // when the thread of the store has repaired it, and let the workers go
        sent.values().forEach(SimulatedLog::checkpointEnds);
        pass(JOURNAL_RETRY); // or what was read and not written would be lost in a crash
    }

    private Checkpoints store() {
        return running().runtime().checkpoints().orElseThrow();
    }

    private static void fill(SmallDisk disk) {
        try {
            disk.fill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void free(SmallDisk disk) {
        try {
            disk.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void settle() {
        running().settle();
        passed();
    }

    private void pass(Duration time) {
        running().pass(time);
        passed();
    }

    private void send() {
        if (plan.time() == Plan.Time.EVENT && workers > 1 && taken < frames) {
            return; // or this read would be handled together with the one that waits, before all workers know of that
        }
        if (plan.time() == Plan.Time.EVENT) {
            passBeforeRead(Duration.ofMillis(150)); // a replay can tell the order of reads that are so far apart
        }
        String connection = connection();
        List<byte[]> read = new ArrayList<>();
        // with several workers it takes a moment until all know how far time has come: the next event of a read may be
        // there before
        int most = plan.time() == Plan.Time.EVENT && workers > 1 ? 1 : 4;
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            String key = connection.substring(connection.indexOf(' ') + 1) + random.nextInt(2);
            Item item = new Item(String.valueOf(++frames), key, 1 + random.nextInt(100), time());
            say(connection + ": " + item);
            read.add(item.frame(padding));
        }
        running().send(source(connection), connection, read);
    }

    private long time() {
        return plan.time() == Plan.Time.EVENT
                ? frames + (random.nextInt(4) == 0 ? -random.nextInt(40) : random.nextInt(20))
                : millis(running().now());
    }

    /** Now and then all calls have their answers, or one of them would wait too long. */
    private void passBeforeRead(Duration time) {
        Random which = new Random(frames);
        while (frames % 4 == 3 && service.answer(which)) {
            settle();
        }
        pass(time);
    }

    private String connection() {
        if (!connections.isEmpty() && random.nextInt(3) > 0) {
            return connections.get(random.nextInt(connections.size()));
        }
        List<String> sources = plan.flows().stream()
                .flatMap(flow -> flow.sources().stream())
                .distinct()
                .toList();
        String made = sources.get(random.nextInt(sources.size())) + " " + LETTERS.get(Math.min(letters++, 25));
        connections.add(made);
        return made;
    }

    private static String source(String connection) {
        return connection.substring(0, connection.indexOf(' '));
    }

    private void close() {
        settle();
        if (!connections.isEmpty() && letters < LETTERS.size()) {
            String closed = connections.remove(random.nextInt(connections.size()));
            say(closed + ": closed");
            running().close(source(closed), closed);
        }
    }

    private void pass() {
        settle();
        if (plan.time() == Plan.Time.EVENT && random.nextInt(4) == 0) {
            say("all are idle");
            unblock(); // or they would not be
            passAndAnswer(IDLE_ROUNDS);
        } else {
            Duration time = Duration.ofMillis(random.nextInt(60));
            say(time + " pass");
            pass(time);
        }
    }

    /** Lets time pass, in which no call has to wait too long. */
    private void passAndAnswer(int rounds) {
        for (int i = 0; i < rounds; i++) {
            while (service.answer(random)) {
                settle();
            }
            pass(ROUND);
        }
    }

    private void answer() {
        for (int i = random.nextInt(4); i > 0 && service.answer(random); i--) {
            say("an answer");
        }
    }

    private @Nullable CheckpointPhase phase() {
        return random.nextInt(3) == 0 ? null : PHASES.get(random.nextInt(PHASES.size()));
    }

    private void moveCheckpoint() {
        if (directory == null) {
            return;
        }
        if (plan.time() == Plan.Time.ARRIVAL) {
            settle();
        }
        CheckpointPhase next = phase();
        CompletableFuture<Checkpoints.Checkpoint> underWay = checkpoint;
        if (underWay == null) {
            phases.stopAt(next);
            sent.values().forEach(SimulatedLog::checkpointBegins);
            underWay = store().take();
            checkpoint = underWay;
        } else {
            phases.goOn(next);
        }
        say("checkpoint until " + next);
        await(underWay);
    }

    private void await(CompletableFuture<Checkpoints.Checkpoint> underWay) {
        running().await(() -> phases.held() || underWay.isDone());
        passed();
        if (underWay.isDone()) {
            checkpoint = null;
            phases.stopAt(null); // it may have had nothing to save
            underWay.join();
            sent.values().forEach(SimulatedLog::checkpointEnds);
        }
    }

    private void finishCheckpoint() {
        CompletableFuture<Checkpoints.Checkpoint> underWay = checkpoint;
        if (underWay != null) {
            phases.goOn(null);
            await(underWay);
        }
    }

    private void crash() {
        if (directory == null || processes > 4) {
            return;
        }
        say("crash");
        died();
        while (random.nextInt(4) == 0) {
            CheckpointPhase where = RECOVERY.get(random.nextInt(RECOVERY.size()));
            say("crash at " + where);
            start(where);
            died();
        }
        start(null);
        settle();
    }

    /** The process is gone, as if by a signal, and the next one has its data. */
    private void died() {
        if (checkpoint != null && !phases.held()) {
            finishCheckpoint();
        }
        Path dead = process();
        processes++;
        copy(dead.resolve("store"), process().resolve("store"));
        SteppedRuntime old = running();
        now = old.now();
        bury(old);
        checkpoint = null;
        ended(SimulatedLog::crashed);
    }

    private void ended(Consumer<SimulatedLog> logs) {
        model.ended();
        sent.values().forEach(logs);
        if (plan.keepsOrderOnOneWorkerOnly()) {
            connections.clear();
        }
        taken = frames; // what was not is sent again by nobody
    }

    /** Ends what a dead process leaves in this one. */
    private void bury(SteppedRuntime dead) {
        running = null;
        sinks.values().forEach(sink -> sink.take(Long.MAX_VALUE));
        phases.goOn(null);
        dead.close();
    }

    private void restart() {
        if (directory == null || processes > 4) {
            return;
        }
        finishCheckpoint();
        settle();
        sent.values().forEach(SimulatedLog::checkpointBegins);
        SteppedRuntime old = running();
        old.close();
        passed();
        running = null;
        now = old.now();
        sent.values().forEach(SimulatedLog::checkpointEnds);
        ended(SimulatedLog::stopped);
        workers = workers();
        say("restart with " + workers + " workers");
        start(null);
        settle();
    }

    private void moveSink() {
        if (plan.time() == Plan.Time.ARRIVAL || sinks.isEmpty()) {
            return; // what waits would be read at another time
        }
        List<String> names = sinks.keySet().stream().sorted().toList();
        String name = names.get(random.nextInt(names.size()));
        long room = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(5);
        say(name + " takes " + room);
        Objects.requireNonNull(sinks.get(name)).take(room);
    }

    private void pause() {
        if (plan.time() == Plan.Time.ARRIVAL) {
            return;
        }
        String pipeline = plan.flows().get(random.nextInt(plan.flows().size())).name();
        boolean paused = running().runtime().pipelines().stream()
                .anyMatch(status -> status.name().equals(pipeline) && status.status() == Status.PAUSED);
        say((paused ? "resume" : "pause") + " " + pipeline);
        finishCheckpoint();
        running()
                .await(
                        paused
                                ? running().runtime().control().resume(pipeline)
                                : running().runtime().control().pause(pipeline, null));
        passed();
    }

    private void requireNoneFailed() {
        for (PipelineStatus status : running().runtime().pipelines()) {
            if (status.status() == Status.FAILED) {
                throw new AssertionError("pipeline '%s' has failed: %s".formatted(status.name(), status.detail()));
            }
        }
    }

    private void finish() {
        say("finish");
        unblock();
        for (int i = 0; i < LAST_ROUNDS && (i < 3 || !complete()); i++) {
            passAndAnswer(1);
        }
        passAndAnswer(IDLE_ROUNDS);
        requireNoneFailed();
    }

    private void unblock() {
        finishCheckpoint();
        for (PipelineStatus status : running().runtime().pipelines()) {
            if (status.status() == Status.PAUSED) {
                running().await(running().runtime().control().resume(status.name()));
            }
        }
        sinks.values().forEach(sink -> sink.take(Long.MAX_VALUE));
        settle();
    }

    private boolean complete() {
        return taken == frames && differences(true).isEmpty();
    }

    private void compare() {
        if (taken != frames) {
            throw new AssertionError("%d of %d frames were read; %s"
                    .formatted(taken, frames, running().runtime().pipelines()));
        }
        List<String> differences = differences(false);
        if (!differences.isEmpty()) {
            throw new AssertionError(String.join("\n", differences));
        }
    }

    private List<String> differences(boolean outputsOnly) {
        List<String> differences = new ArrayList<>();
        new Outcomes(model.outputs, sent).differences(differences);
        if (outputsOnly) {
            return differences;
        }
        if (directory != null) {
            running().await(store().take());
        }
        List<String> expected = new ArrayList<>(model.letters);
        for (DeadLetter letter : running().runtime().deadLetters().page(null, 0, Integer.MAX_VALUE)) {
            String frame = letter.ofTimer() ? "" : Item.decode(letter.frame()).name();
            String text = "%s %s %s".formatted(letter.step(), letter.reason().tag(), frame);
            if (!expected.remove(text)) {
                differences.add("letter '%s' should not be there".formatted(text));
            }
        }
        expected.forEach(letter -> differences.add("letter '%s' is missing".formatted(letter)));
        return differences;
    }

    /** As the files are at one moment: RocksDB may tidy up meanwhile. */
    private static void copy(Path from, Path to) {
        Map<Path, FileTime> files;
        do {
            files = files(from);
            copy(files.keySet(), from, to);
        } while (!files.equals(files(from)));
    }

    private static Map<Path, FileTime> files(Path in) {
        try (Stream<Path> all = Files.list(in)) {
            Map<Path, FileTime> files = new HashMap<>();
            for (Path file : all.toList()) {
                files.put(file, Files.getLastModifiedTime(file));
            }
            return files;
        } catch (NoSuchFileException gone) {
            return files(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Iterable<Path> files, Path from, Path to) {
        try {
            if (Files.exists(to)) {
                for (Path file : files(to).keySet()) {
                    Files.delete(file);
                }
            }
            Files.createDirectories(to);
            for (Path file : files) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (NoSuchFileException gone) {
            // and the files are others now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
