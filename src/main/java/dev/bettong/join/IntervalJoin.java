package dev.bettong.join;

import dev.bettong.pipeline.Within;
import java.util.List;

/**
 * Has the events of two sides meet that are near enough in time. The events of the key that are kept, the time of the event and
 * the watermark are arguments; the pairs and the time to be called again come out. Times are milliseconds since 1970.
 * Immutable.
 *
 * <p>An event is kept until the watermark is past the last time at which it could meet one: whatever comes later is as late as
 * the watermark, or later.
 */
public final class IntervalJoin {

    /** No event is kept. */
    public static final long NEVER = Long.MAX_VALUE;

    private final long before;
    private final long after;

    public IntervalJoin(Within within) {
        this.before = within.before().toMillis();
        this.after = within.after().toMillis();
    }

    /** Takes the pairs. */
    @FunctionalInterface
    public interface Pairs {

        /**
         * Two events meet.
         *
         * @param time the later of their times
         * @throws Exception what the function of the author throws
         */
        void pair(Object left, Object right, long time) throws Exception;
    }

    /**
     * An event of the left side comes: it meets those of the right side that are kept, in the order of their times, and is
     * kept itself.
     *
     * @param time not before the watermark
     * @throws Exception what the function of the author throws; the event is not kept then
     */
    public void left(JoinBuffers<Object, Object> buffers, Object event, long time, Pairs pairs) throws Exception {
        List<JoinBuffers.Kept<Object>> others = buffers.right;
        int end = JoinBuffers.indexAfter(others, time + after);
        for (int i = JoinBuffers.indexAfter(others, time - before - 1); i < end; i++) {
            pairs.pair(event, others.get(i).event, Math.max(time, others.get(i).time));
        }
        keep(buffers.left, event, time);
    }

    /**
     * An event of the right side comes: it meets those of the left side that are kept, in the order of their times, and is
     * kept itself.
     *
     * @param time not before the watermark
     * @throws Exception what the function of the author throws; the event is not kept then
     */
    public void right(JoinBuffers<Object, Object> buffers, Object event, long time, Pairs pairs) throws Exception {
        List<JoinBuffers.Kept<Object>> others = buffers.left;
        int end = JoinBuffers.indexAfter(others, time + before);
        for (int i = JoinBuffers.indexAfter(others, time - after - 1); i < end; i++) {
            pairs.pair(others.get(i).event, event, Math.max(time, others.get(i).time));
        }
        keep(buffers.right, event, time);
    }

    private static void keep(List<JoinBuffers.Kept<Object>> events, Object event, long time) {
        events.add(JoinBuffers.indexAfter(events, time), new JoinBuffers.Kept<>(time, event));
    }

    /** Removes the events that can meet no other one which is not before the watermark. */
    public void expire(JoinBuffers<Object, Object> buffers, long watermark) {
        removeBefore(buffers.left, watermark - after);
        removeBefore(buffers.right, watermark - before);
    }

    private static void removeBefore(List<JoinBuffers.Kept<Object>> events, long time) {
        if (events.isEmpty() || events.getFirst().time >= time) {
            return;
        }
        int end = 1;
        while (end < events.size() && events.get(end).time < time) {
            end++;
        }
        events.subList(0, end).clear();
    }

    /** When {@link #expire} has something to remove; {@link #NEVER} if nothing is kept. It may be over already. */
    public long next(JoinBuffers<Object, Object> buffers) {
        return Math.min(first(buffers.left, after), first(buffers.right, before));
    }

    private static long first(List<JoinBuffers.Kept<Object>> events, long keptFor) {
        return events.isEmpty() ? NEVER : events.getFirst().time + keptFor + 1;
    }
}
