package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.compute.WorkerEntities;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that are brought to a common point. */
class StandstillTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Worker worker = new Worker(0, loop, new WorkerEntities(), Clock.systemUTC());
    private final Standstill standstill = new Standstill(List.of(worker), () -> true);

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void isNotEndedByTheEndOfTheOneBeforeThatTheWorkerHearsOfLate() {
        standstill.begin(each -> {}).join();
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(busy));
        standstill.end();
        AtomicReference<Boolean> held = new AtomicReference<>();
        CompletableFuture<Void> second = standstill.begin(each -> held.set(each.held()));
        busy.countDown();
        second.join();
        assertThat(held).hasValue(true);
        standstill.end();
        assertThat(loop.submit(worker::held).syncUninterruptibly().getNow()).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
