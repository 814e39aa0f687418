/** Spring: auto-configuration and life cycle. */
@NullMarked
package dev.bettong.config;

import org.jspecify.annotations.NullMarked;
