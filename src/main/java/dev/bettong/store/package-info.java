/** What survives a crash: input journal, entities, unsent outputs and dead letters, committed together. */
@NullMarked
package dev.bettong.store;

import org.jspecify.annotations.NullMarked;
