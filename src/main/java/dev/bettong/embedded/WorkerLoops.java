package dev.bettong.embedded;

import dev.bettong.runtime.FatalErrors;
import dev.bettong.worker.CriticalThreads;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/**
 * The event loops of the workers, which accept connections as well. Netty logs what a task throws and continues, keeps to
 * itself what a scheduled task throws, and ends an event loop that has met an error, with a line in the log. Here a fatal
 * error in any task, and the end of a loop before {@link #shutDown}, are reported. Thread-safe.
 */
public final class WorkerLoops implements Loops {

    private final MultiThreadIoEventLoopGroup group;
    private volatile boolean stopping; // set by the thread that stops them, read by the event loops

    public WorkerLoops(int count, CriticalThreads threads) {
        boolean epoll = Epoll.isAvailable();
        AtomicInteger made = new AtomicInteger(); // counted by threads that start a loop
        ThreadFactory factory = task -> {
            String name = "bettong-worker-%s-%d".formatted(epoll ? "epoll" : "nio", made.incrementAndGet());
            Thread thread = new LoopThread(task, name);
            thread.setUncaughtExceptionHandler(threads.onLoss());
            return thread;
        };
        group =
                new MultiThreadIoEventLoopGroup(
                        count, factory, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()) {
                    @Override
                    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
                        return new Loop(this, executor, handlers);
                    }
                };
    }

    /** A thread that Reactor keeps from blocking calls. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        LoopThread(Runnable task, String name) {
            super(task, name);
        }
    }

    /** One event loop. */
    private final class Loop extends SingleThreadIoEventLoop {

        private final CheckedTask checked = new CheckedTask();

        Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
            super(parent, executor, handlers);
        }

        @Override
        protected void run() {
            try {
                super.run();
            } catch (Throwable thrown) {
                ends(thrown);
                throw thrown;
            }
            ends(new IllegalStateException("the event loop was shut down"));
        }

        private void ends(Throwable cause) {
            if (!stopping) {
                FatalErrors.report(cause);
            }
        }

        /** A task is run as soon as it was polled, so one object can check them all. */
        @Override
        protected @Nullable Runnable pollTask() {
            Runnable task = super.pollTask();
            if (task == null) {
                return null;
            }
            checked.task = task;
            return checked;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(FatalErrors.checked(task), delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return super.scheduleAtFixedRate(FatalErrors.checked(task), initialDelay, period, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(FatalErrors.checked(task), initialDelay, delay, unit);
        }
    }

    /** Owned by an event loop. */
    private static final class CheckedTask implements Runnable {

        private Runnable task = () -> {};

        @Override
        public void run() {
            Runnable polled = task;
            try {
                polled.run();
            } catch (Throwable thrown) {
                FatalErrors.check(thrown);
                throw thrown;
            }
        }
    }

    @Override
    public List<EventLoop> all() {
        List<EventLoop> all = new ArrayList<>();
        for (EventExecutor executor : group) {
            all.add((EventLoop) executor);
        }
        return all;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public void shutDown(Duration timeout) {
        stopping = true;
        group.shutdownGracefully(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
