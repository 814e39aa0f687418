package dev.bettong.examples.marketspread;

/** The last quote of one symbol. Changed in place, by the thread that owns the symbol. */
final class Market {

    /** Distance of bid and offer from which on orders are rejected. */
    private static final double WIDE = 0.05;

    /** The same, as a share of the price in the middle. */
    private static final double WIDE_SHARE = 0.05;

    private double bid;
    private double offer;
    private boolean rejects = true; // until there is a quote

    void take(Quote quote) {
        bid = quote.bid();
        offer = quote.offer();
        double spread = offer - bid;
        double middle = (bid + offer) / 2;
        rejects = spread >= WIDE || spread / middle >= WIDE_SHARE;
    }

    boolean rejects() {
        return rejects;
    }

    Rejection rejection(Order order) {
        return new Rejection(order, bid, offer);
    }
}
