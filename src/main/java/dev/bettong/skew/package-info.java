/** Events per partition, and the keys that have most of them. */
@NullMarked
package dev.bettong.skew;

import org.jspecify.annotations.NullMarked;
