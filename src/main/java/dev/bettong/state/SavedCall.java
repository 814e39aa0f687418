package dev.bettong.state;

/**
 * A call that was under way when a checkpoint was cut, as that saves it. Times are milliseconds since 1970.
 *
 * @param event the event, serialized by the type of what comes to the step
 * @param key the stored form of its key; empty if it has none
 * @param keyType see {@link SavedKey#type}
 * @param keyBytes see {@link SavedKey#bytes}
 * @param time that of the event
 * @param watermark how far time had come at the call
 * @param source name of the source that has read the frame; empty if the event came from a timer
 * @param frame what the event was made of
 * @param readAt when that was read, by the steady clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SavedCall(
        byte[] event,
        byte[] key,
        String keyType,
        String keyBytes,
        long time,
        long watermark,
        String source,
        byte[] frame,
        long readAt) {

    static final SavedCall NONE = new SavedCall(new byte[0], new byte[0], "", "", 0, 0, "", new byte[0], 0);
}
