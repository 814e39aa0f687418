package dev.bettong.examples.sessions;

import java.time.Duration;
import java.time.Instant;

/**
 * What one client has looked at without a long pause.
 *
 * @param begin time of the first page
 * @param end time of the last page
 * @param pages how many
 */
record Session(String client, Instant begin, Instant end, String firstPage, String lastPage, long pages) {

    /** The session of one page. */
    static Session of(PageView view) {
        return new Session(view.client(), view.at(), view.at(), view.page(), view.page(), 1);
    }

    /** Both together. Of pages in the same second, the order in which they came counts: those of {@code later} came later. */
    Session merge(Session later) {
        Session first = later.begin.isBefore(begin) ? later : this;
        Session last = later.end.isBefore(end) ? this : later;
        return new Session(client, first.begin, last.end, first.firstPage, last.lastPage, pages + later.pages);
    }

    /** From the first page to the last. */
    Duration duration() {
        return Duration.between(begin, end);
    }
}
