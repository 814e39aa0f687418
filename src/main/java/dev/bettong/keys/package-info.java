/** Keys as bytes and as text, and the partition that a key belongs to. */
@NullMarked
package dev.bettong.keys;

import org.jspecify.annotations.NullMarked;
