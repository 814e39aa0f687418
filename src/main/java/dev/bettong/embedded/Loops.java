package dev.bettong.embedded;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import reactor.netty.resources.LoopResources;

/** The event loops of the workers. Thread-safe. */
public interface Loops extends LoopResources {

    /** All event loops, always in the same order. */
    List<EventLoop> all();

    /** Begins to end the event loops. One that hangs in a function ends when that returns. */
    void shutDown(Duration timeout);
}
