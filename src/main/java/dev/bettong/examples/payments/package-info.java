/** Orders joined with their payments, within ten minutes. */
@NullMarked
package dev.bettong.examples.payments;

import org.jspecify.annotations.NullMarked;
