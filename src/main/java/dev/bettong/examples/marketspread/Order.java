package dev.bettong.examples.marketspread;

/**
 * Somebody wants to buy or sell.
 *
 * @param account unsigned
 * @param id six characters
 * @param time when it was made, in UTC, such as {@code 20260213-14:30:51.125}
 */
record Order(Side side, int account, String id, String symbol, double quantity, double price, String time)
        implements MarketMessage {

    /** What is wanted. */
    enum Side {
        BUY,
        SELL
    }
}
