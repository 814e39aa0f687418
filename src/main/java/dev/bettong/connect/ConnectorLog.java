package dev.bettong.connect;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens to a source or sink of a connector: each reason once, until it works again. Owned by its thread. */
final class ConnectorLog {

    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ConnectorLog.class);

    /** Some contain a number that is always another one. */
    private static final int MOST_REASONS = 8;

    private final String subject;
    private final Set<String> reasons = new HashSet<>(); // that were logged since it does not work

    /** @param subject with which sentences begin */
    ConnectorLog(String subject) {
        this.subject = subject;
    }

    void opened() {
        log.info("{} is open{}", subject, reasons.isEmpty() ? "" : " again");
        reasons.clear();
    }

    void failed(Throwable trouble) {
        if (reasons.size() < MOST_REASONS && reasons.add(trouble.toString())) {
            log.warn("{} has failed, and is opened again: {}", subject, trouble.toString(), trouble);
        }
    }

    void notClosed(Throwable trouble) {
        log.debug("{} could not be closed", subject, trouble);
    }

    void ended() {
        log.info("{} has come to its end", subject);
    }
}
