/** Function beans by name, and pipelines of them from YAML. */
@NullMarked
package dev.bettong.wiring;

import org.jspecify.annotations.NullMarked;
