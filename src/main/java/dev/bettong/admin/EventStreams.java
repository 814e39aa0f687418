package dev.bettong.admin;

import dev.bettong.runtime.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Clients that get what happens over HTTP, again and again, as server-sent events. Each has a virtual thread, so that a
 * slow one holds up nobody else.
 */
final class EventStreams {

    /** When to stop: just before the web server waits for its last requests, of which these would never end. */
    static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

    private static final long NO_TIMEOUT = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(5); // with the web server, which needs some ms

    private final String name;
    private final Semaphore places;
    private final Duration period;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean running; // by the thread of the application context

    /**
     * Has none yet.
     *
     * @param name of their threads
     * @param period time between two events that a listener gets
     */
    EventStreams(String name, int max, Duration period) {
        this.name = name;
        this.places = new Semaphore(max);
        this.period = period;
    }

    /** What one listener gets; closed when it is gone. */
    interface Story extends AutoCloseable {

        Object next();

        @Override
        default void close() {}
    }

    /** Begins what a listener gets. */
    @FunctionalInterface
    interface Teller {

        Story begin();
    }

    /** Begins to tell another listener, unless it asks for nothing but the head. */
    SseEmitter add(HttpMethod method, Teller teller) {
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        if (method.equals(HttpMethod.HEAD)) { // no write would show that such a listener is gone
            teller.begin().close();
            emitter.complete();
            return emitter;
        }
        if (!running || !places.tryAcquire()) {
            throw new UnavailableException(
                    "There are %d listeners already, or the service stops".formatted(threads.size()), null);
        }
        Story story;
        try {
            story = teller.begin();
        } catch (RuntimeException refused) {
            places.release();
            throw refused;
        }
        CountDownLatch ended = new CountDownLatch(1);
        emitter.onCompletion(ended::countDown);
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> tell(emitter, story, ended));
        threads.add(thread);
        thread.start();
        return emitter;
    }

    private void tell(SseEmitter emitter, Story story, CountDownLatch ended) {
        try (story) {
            while (running) {
                emitter.send(story.next(), MediaType.APPLICATION_JSON);
                LockSupport.parkNanos(period.toNanos());
            }
            emitter.complete();
        } catch (IOException gone) {
            if (!hasEnded(ended)) {
                emitter.completeWithError(gone);
            }
        } catch (RuntimeException broken) {
            emitter.completeWithError(broken);
        } finally {
            threads.remove(Thread.currentThread());
            places.release();
        }
    }

    /** Whether the web server has ended a request by itself, as it mostly does; then nobody else may. */
    private static boolean hasEnded(CountDownLatch ended) {
        try {
            return ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            return false;
        }
    }

    int count() {
        return threads.size();
    }

    void start() {
        running = true;
    }

    void stop() {
        running = false;
        threads.forEach(LockSupport::unpark);
    }

    boolean running() {
        return running;
    }
}
