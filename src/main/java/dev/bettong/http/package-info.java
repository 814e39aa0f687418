/** The connections of the web server: which of them may wait for a request, and for how long. */
@NullMarked
package dev.bettong.http;

import org.jspecify.annotations.NullMarked;
