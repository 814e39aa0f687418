/** Orders with the names of their customers, which a service knows that takes its time. */
@NullMarked
package dev.bettong.examples.enrichment;

import org.jspecify.annotations.NullMarked;
