/** What a pipeline accepts: reads go through the journal to its tasks, once as they come and again after a crash. */
@NullMarked
package dev.bettong.input;

import org.jspecify.annotations.NullMarked;
