package dev.bettong.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Finds ports that nobody listens on, for processes that must be told theirs, and for those who listen again. They are
 * below the range from which the system takes the ports of outgoing connections: such a one could take it meanwhile.
 *
 * <p>Each test JVM takes them from a block of its own, which it holds by listening on the first port of it: a port that
 * one JVM has found, and nobody listens on yet, would look free to another one.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int END = 32_000; // Linux takes others from 32,768 on
    private static final int BLOCK = 1_000;

    private static final FreePort BLOCK_OF_THIS_JVM = claim();

    /** Never closed: it ends with the JVM. */
    private final ServerSocket claim;

    private int next;

    private FreePort(ServerSocket claim) {
        this.claim = claim;
        next = claim.getLocalPort() + 1;
    }

    /** A port that is free now and that this JVM was not given lately. */
    public static int find() {
        return BLOCK_OF_THIS_JVM.findInBlock();
    }

    private synchronized int findInBlock() {
        int first = claim.getLocalPort() + 1;
        for (int tried = 1; tried < BLOCK; tried++) {
            int port = next;
            next = port + 1 < first + BLOCK - 1 ? port + 1 : first;
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one may not be
            }
        }
        throw new IllegalStateException("All ports from %d to %d are taken".formatted(first, first + BLOCK - 2));
    }

    private static FreePort claim() {
        for (int first = FIRST; first < END; first += BLOCK) {
            try {
                return new FreePort(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
            } catch (IOException taken) {
                // by another test JVM, or by somebody else
            }
        }
        throw new IllegalStateException(
                "None of the ports %d, %d, ... can be listened on".formatted(FIRST, FIRST + BLOCK));
    }
}
