/**
 * What an author of a pipeline writes: functions and the {@link dev.bettong.pipeline.Pipeline} that names them.
 *
 * <p>Everything here is a declaration. Nothing is checked when it is made; the whole graph is checked when the
 * application starts, and every problem is reported at once.
 */
@NullMarked
package dev.bettong.pipeline;

import org.jspecify.annotations.NullMarked;
