/** The seam between what runs pipelines and what watches and steers them: one interface and its snapshots. */
@NullMarked
package dev.bettong.runtime;

import org.jspecify.annotations.NullMarked;
