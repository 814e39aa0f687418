/** Visits to a web site, found in its access log. */
@NullMarked
package dev.bettong.examples.sessions;

import org.jspecify.annotations.NullMarked;
