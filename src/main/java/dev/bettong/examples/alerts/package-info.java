/** Alerts about transactions: of one, of all of a user, and of those in a minute. */
@NullMarked
package dev.bettong.examples.alerts;

import org.jspecify.annotations.NullMarked;
