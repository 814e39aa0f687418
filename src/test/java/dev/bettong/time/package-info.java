@NullMarked
package dev.bettong.time;

import org.jspecify.annotations.NullMarked;
