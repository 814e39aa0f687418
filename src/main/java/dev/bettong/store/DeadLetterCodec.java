package dev.bettong.store;

import dev.bettong.journal.JournalRecords;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.cbor.CBORMapper;

/** A dead letter as bytes: a CBOR map. Later versions may add fields; those that are missing are read as their zero. */
final class DeadLetterCodec {

    private static final CBORMapper CBOR = CBORMapper.builder().build();

    /**
     * All but the id, which is the key. The reason by its tag, the time in milliseconds since 1970.
     *
     * <p>As many components as a letter has, but for the id.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Document(
            String pipeline,
            @Nullable String source,
            String step,
            String reason,
            int partition,
            String cause,
            long time,
            byte[] frame,
            @Nullable FailedEvent event) {}

    private DeadLetterCodec() {}

    static byte[] encode(DeadLetter letter) {
        return CBOR.writeValueAsBytes(new Document(
                letter.pipeline(),
                letter.source(),
                letter.step(),
                letter.reason().tag(),
                letter.partition(),
                letter.cause(),
                letter.time().toEpochMilli(),
                letter.frame(),
                letter.event()));
    }

    static DeadLetter decode(long id, byte[] bytes) {
        Document document = CBOR.readValue(bytes, Document.class);
        return new DeadLetter(
                id,
                document.pipeline(),
                document.source(),
                document.step(),
                JournalRecords.reason(document.reason()),
                document.partition(),
                document.cause(),
                Instant.ofEpochMilli(document.time()),
                document.frame(),
                document.event());
    }
}
