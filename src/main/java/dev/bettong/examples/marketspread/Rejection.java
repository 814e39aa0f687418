package dev.bettong.examples.marketspread;

/** An order that is not to be executed, with the quote that is the reason; zeros if there was none. */
record Rejection(Order order, double bid, double offer) {}
