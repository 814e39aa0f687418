package dev.bettong.bench;

/** The functions of an example, called one after the other, and the entities of their state. For one thread. */
interface PlainFunctions {

    /** Handles the payload of one frame, and writes what comes of it. */
    void frame(byte[] payload, SocketOutput out) throws Exception;
}
