/** One machine: wires source, worker and sink, and takes them through their life. */
@NullMarked
package dev.bettong.embedded;

import org.jspecify.annotations.NullMarked;
