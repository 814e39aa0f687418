/**
 * Decoders and encoders of common formats: JSON, CSV, text, fixed binary records, syslog. Each is immutable and serves all
 * workers at once; what it cannot read or write is a {@link dev.bettong.format.FormatException}.
 */
@NullMarked
package dev.bettong.format;

import org.jspecify.annotations.NullMarked;
