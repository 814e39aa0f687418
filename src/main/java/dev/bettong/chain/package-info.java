/** A pipeline compiled to a chain of operators: the only code that calls the functions of an author. */
@NullMarked
package dev.bettong.chain;

import org.jspecify.annotations.NullMarked;
