package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.embedded.WorkerLoops;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.testing.Deadlines;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CriticalThreadsTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final Queue<Throwable> losses = new ConcurrentLinkedQueue<>();
    private final CriticalThreads threads = new CriticalThreads((thread, thrown) -> losses.add(thrown));
    private final WorkerLoops loops = new WorkerLoops(1, threads);
    private final EventLoop loop = loops.all().getFirst();
    private final ScheduledExecutorService scheduler = threads.scheduler("test");
    private final OutOfMemoryError fatal = new OutOfMemoryError("of a test");

    @AfterEach
    void stop() {
        loops.shutDown(Duration.ofSeconds(10));
        scheduler.shutdownNow();
    }

    @Test
    void noticeAFatalErrorInATaskOfAnEventLoop() {
        loop.execute(this::fails);

        awaitLoss(fatal);
    }

    @Test
    void noticeAFatalErrorInAScheduledTaskOfAnEventLoop() {
        loop.schedule(this::fails, 1, TimeUnit.MILLISECONDS);
        awaitLoss(fatal);

        loop.scheduleWithFixedDelay(this::fails, 0, 1, TimeUnit.MILLISECONDS);
        awaitLoss(fatal);

        loop.scheduleAtFixedRate(this::fails, 0, 1, TimeUnit.MILLISECONDS);
        awaitLoss(fatal);
    }

    @Test
    void leaveOtherFaultsOfTasksToTheEventLoop() throws Exception {
        loop.execute(CriticalThreadsTest::isFaulty);
        loop.schedule(CriticalThreadsTest::isFaulty, 0, TimeUnit.MILLISECONDS);

        loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get();
        assertThat(losses).isEmpty();
    }

    @Test
    void noticeThatAnEventLoopEnds() {
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);

        await("the loss").atMost(DEADLINE).until(() -> !losses.isEmpty());
        assertThat(losses.remove()).hasMessage("the event loop was shut down");
    }

    @Test
    void takeAStopForNoLoss() {
        loop.execute(() -> {});

        loops.shutDown(Duration.ofSeconds(60));

        await().atMost(DEADLINE).until(loop::isTerminated);
        assertThat(losses).isEmpty();
    }

    @Test
    void noticeTheEndOfAThread() throws InterruptedException {
        Thread thread = threads.daemon("test", CriticalThreadsTest::isFaulty);
        thread.start();
        thread.join();

        assertThat(losses.remove()).hasMessage("a fault");
    }

    @Test
    void noticeAFatalErrorInATaskOfAScheduler() {
        scheduler.execute(this::fails);
        awaitLoss(fatal);

        scheduler.submit(this::fails);
        awaitLoss(fatal);
    }

    @Test
    void noticeThatAPeriodicTaskWillNotRunAgain() {
        scheduler.scheduleWithFixedDelay(CriticalThreadsTest::isFaulty, 0, 1, TimeUnit.MILLISECONDS);

        await("the loss").atMost(DEADLINE).until(() -> !losses.isEmpty());
        assertThat(losses.remove()).hasMessage("a fault");
    }

    @Test
    void leaveTheFaultOfAQuestionToWhoeverAsks() throws Exception {
        scheduler.submit(CriticalThreadsTest::isFaulty);

        scheduler.submit(() -> {}).get();
        assertThat(losses).isEmpty();
    }

    @Test
    void knowAFatalErrorAsACause() {
        assertThat(FatalErrors.in(new IllegalStateException(new RuntimeException(fatal))))
                .isSameAs(fatal);
        assertThat(FatalErrors.in(new InternalError("of the JVM"))).isNotNull();
        assertThat(FatalErrors.in(new StackOverflowError())).isNull();
        assertThat(FatalErrors.in(new NoClassDefFoundError("Any"))).isNull();
        assertThat(FatalErrors.in(new IllegalStateException())).isNull();
    }

    @Test
    void areNotKeptByACircleOfCauses() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertThat(FatalErrors.in(one)).isNull();
    }

    private void fails() {
        throw fatal;
    }

    private static void isFaulty() {
        throw new IllegalStateException("a fault");
    }

    private void awaitLoss(Throwable expected) {
        await("the loss").atMost(DEADLINE).until(() -> !losses.isEmpty());
        assertThat(losses.remove()).isSameAs(expected);
    }
}
