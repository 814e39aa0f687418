package dev.bettong.store;

import dev.bettong.runtime.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A dead letter as bytes: a CBOR map. Later versions may add fields; those that are missing are read as {@code null}. */
final class DeadLetterCodec {

    private static final CBORMapper CBOR = CBORMapper.builder().build();

    /**
     * All but the id, which is the key. The reason by its tag; the time by the system clock, and when it was committed by
     * the steady clock, which the first versions did not store; in milliseconds since 1970.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Document(
            String pipeline,
            String step,
            String reason,
            int partition,
            String cause,
            long time,
            byte[] frame,
            @Nullable Long committed) {}

    private DeadLetterCodec() {}

    static byte[] encode(DeadLetter letter, Instant committed) {
        return CBOR.writeValueAsBytes(new Document(
                letter.pipeline(),
                letter.step(),
                letter.reason().tag(),
                letter.partition(),
                letter.cause(),
                letter.time().toEpochMilli(),
                letter.frame(),
                committed.toEpochMilli()));
    }

    static DeadLetter decode(long id, byte[] bytes) {
        Document document = document(bytes);
        return new DeadLetter(
                id,
                document.pipeline(),
                document.step(),
                JournalRecords.reason(document.reason()),
                document.partition(),
                document.cause(),
                Instant.ofEpochMilli(document.time()),
                document.frame());
    }

    /** When it was committed, by the steady clock: what its age is counted from. */
    static Instant committed(byte[] bytes) {
        Document document = document(bytes);
        Long committed = document.committed();
        return Instant.ofEpochMilli(committed == null ? document.time() : committed);
    }

    private static Document document(byte[] bytes) {
        return CBOR.readValue(bytes, Document.class);
    }
}
