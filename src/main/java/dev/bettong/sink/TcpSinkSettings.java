package dev.bettong.sink;

import java.time.Duration;

/**
 * Where a TCP sink connects to and how much it holds back.
 *
 * @param host address to connect to
 * @param port port to connect to
 * @param bufferSize bytes that may wait on one connection before the sources of the pipeline pause
 * @param connectTimeout how long one attempt to connect may take
 * @param reconnectDelay pause after the first failed attempt; it doubles with every further one
 * @param maxReconnectDelay longest pause between two attempts
 */
public record TcpSinkSettings(
        String host,
        int port,
        long bufferSize,
        Duration connectTimeout,
        Duration reconnectDelay,
        Duration maxReconnectDelay) {}
