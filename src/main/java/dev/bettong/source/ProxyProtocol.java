package dev.bettong.source;

/** Whether connections begin with a PROXY header, in which a proxy names the client. */
public enum ProxyProtocol {
    /** None is read: one that comes is taken for data. */
    OFF,
    /** One is read if it comes. */
    OPTIONAL,
    /** A connection without one is refused. */
    REQUIRED
}
