/**
 * State and events as bytes: the CBOR codec, the schema of a type, what of a change of it can be read, state as text for
 * people, and the serializer of a type of events.
 */
@NullMarked
package dev.bettong.codec;

import org.jspecify.annotations.NullMarked;
