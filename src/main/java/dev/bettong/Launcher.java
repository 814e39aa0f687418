package dev.bettong;

/**
 * Starts the service from the executable jar, or says that this Java is too old for it. Compiled for Java 17, which the
 * jar's loader needs as well, whereas all other classes need {@value #REQUIRED}.
 */
public final class Launcher {

    private static final int REQUIRED = 21;

    private Launcher() {}

    /** Starts {@link BettongApplication}, or exits with 1. */
    public static void main(String[] args) {
        int version = Runtime.version().feature();
        if (version < REQUIRED) {
            System.err.printf(
                    "Bettong needs Java %d or later, this is %d (%s)%n",
                    REQUIRED, version, System.getProperty("java.home"));
            System.exit(1);
        }
        BettongApplication.main(args);
    }
}
