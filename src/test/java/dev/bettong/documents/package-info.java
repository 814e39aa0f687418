/** The Java of the documents for people, in classes that compile and run. */
@NullMarked
package dev.bettong.documents;

import org.jspecify.annotations.NullMarked;
