/** State as bytes: the CBOR codec, the schema of a type, what of a change of it can be read, and state as text for people. */
@NullMarked
package dev.bettong.codec;

import org.jspecify.annotations.NullMarked;
