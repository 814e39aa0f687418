/** The Helm chart: what it renders, and what it refuses. */
@NullMarked
package dev.bettong.helm;

import org.jspecify.annotations.NullMarked;
