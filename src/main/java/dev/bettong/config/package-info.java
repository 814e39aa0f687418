/** Spring: properties, auto-configuration, the start-up check, the life cycle, and how start-up failures are told. */
@NullMarked
package dev.bettong.config;

import org.jspecify.annotations.NullMarked;
