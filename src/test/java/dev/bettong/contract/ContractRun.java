package dev.bettong.contract;

import java.time.Duration;
import java.util.List;

/**
 * A pipeline at work on a runtime: all that the contract needs of one. What an action causes without that time passes has been
 * done when it returns.
 */
public interface ContractRun extends AutoCloseable {

    /** An event comes on a connection, which is opened by its first one. */
    void send(String connection, String event);

    /** A connection is open, and has sent nothing so far. */
    void open(String connection);

    /** A connection ends. */
    void closeConnection(String connection);

    /** Time passes, by the clock of the machine. */
    void pass(Duration time);

    /** Someone sets the clock of the machine, forward or back. */
    void setClock(Duration by);

    /** A service has answered on a thread of its own. */
    void answered();

    void checkpoint();

    /** The process dies, and runs again after so long. Its connections end. */
    void crash(Duration down);

    /** The process stops as for a deployment, and runs again after so long. */
    void restart(Duration down);

    /** What has come out since this was asked last, in order, and nothing that a recovery sends once more. */
    List<String> outputs();

    /** What has failed: the reason and the event, such as {@code late a@3}. */
    List<String> failures();

    @Override
    void close();
}
