/** Counts the words of a text, one state for each first letter; with a demo that feeds and checks it. */
@NullMarked
package dev.bettong.examples.wordcount;

import org.jspecify.annotations.NullMarked;
