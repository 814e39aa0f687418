package dev.bettong.source;

import java.time.Duration;

/**
 * Where a TCP source listens and what it bears.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 picks a free one
 * @param maxFrameSize longest payload in bytes
 * @param maxConnections connections open at a time; further ones are closed at once
 * @param frameBuffer bytes that unfinished frames may take, of all connections together; over it, the connection that
 *     holds the most is closed. As much again may be put off in a hold; over that, no connection is read
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param idleTimeout how long a connection may send nothing; zero is for ever
 */
public record TcpSourceSettings(
        String host,
        int port,
        int maxFrameSize,
        int maxConnections,
        long frameBuffer,
        Duration frameTimeout,
        Duration idleTimeout) {}
