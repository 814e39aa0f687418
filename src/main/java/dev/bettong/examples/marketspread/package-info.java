/** Rejects orders for what cannot be traded at a fair price: two kinds of message in a source, and state by symbol. */
@NullMarked
package dev.bettong.examples.marketspread;

import org.jspecify.annotations.NullMarked;
