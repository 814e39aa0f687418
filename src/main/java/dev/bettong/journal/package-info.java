/** What a journal holds: entries of frames, and the partitions that they belong to, as bytes. */
@NullMarked
package dev.bettong.journal;

import org.jspecify.annotations.NullMarked;
