package dev.bettong.examples.marketspread;

/**
 * What buyers bid and sellers ask for.
 *
 * @param time as in {@link Order#time()}
 */
record Quote(String symbol, String time, double bid, double offer) implements MarketMessage {}
