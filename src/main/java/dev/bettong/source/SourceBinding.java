package dev.bettong.source;

import dev.bettong.pipeline.Source;
import io.netty.channel.EventLoop;
import java.util.Map;
import reactor.netty.resources.LoopResources;

/** What configuration binds the name of a source to; of one kind of source. Immutable. */
public interface SourceBinding {

    /** The kind of source that it is for, see {@link Source#kind()}. */
    String kind();

    /** Longest payload of a frame in bytes. */
    int maxFrameSize();

    /** Connections open at a time. */
    int maxConnections();

    /** The same with another limit of connections. */
    SourceBinding withMaxConnections(int most);

    /** What it is and where it reads from, in words that follow a name. */
    String describe(Source<?> source);

    /**
     * Makes a driver, which is not open yet.
     *
     * @param source of the kind that this is for
     * @param loops the workers' event loops
     * @param receivers takes the frames that are read on an event loop; in the order of the workers
     */
    SourceDriver driver(Source<?> source, LoopResources loops, Map<EventLoop, ? extends StreamReceiver> receivers);
}
