/** What tests share: a compiler for sources that a test writes down, processes, sockets. */
@NullMarked
package dev.bettong.testing;

import org.jspecify.annotations.NullMarked;
