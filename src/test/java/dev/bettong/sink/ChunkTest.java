package dev.bettong.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkTest {

    private final Chunk chunk = new Chunk(Chunk.CAPACITY);

    @AfterEach
    void release() {
        chunk.release();
    }

    @Test
    void goesBackToTheEndOfTheLastWholeMessageWhereverTheSocketStopped() {
        List<byte[]> messages = messages(1, 2, 7, 1, 1, 30, 100);
        messages.forEach(message -> chunk.append(message, 0));
        int size = chunk.size();
        for (int taken = 0; taken <= size; taken++) {
            ByteBuf bytes = chunk.forSocket();
            bytes.readerIndex(taken);
            List<byte[]> left = notWhollyTaken(messages, taken);

            assertThat(chunk.messagesLeft())
                    .as("messages left after %d bytes", taken)
                    .isEqualTo(left.size());
            bytes.release();
            chunk.rewind();

            ByteBuf again = chunk.forSocket();
            assertThat(ByteBufUtil.getBytes(again))
                    .as("left after %d bytes", taken)
                    .isEqualTo(joined(left));
            again.release();
        }
    }

    @Test
    void hasEverythingLeftUntilItIsWrittenWhateverTlsHasTaken() {
        List<byte[]> messages = messages(3, 4);
        messages.forEach(message -> chunk.append(message, 0));
        ByteBuf bytes = chunk.forTls();
        assertThat(ByteBufUtil.getBytes(bytes)).isEqualTo(joined(messages));
        bytes.skipBytes(chunk.size());

        assertThat(chunk.messagesLeft()).isEqualTo(2);
        bytes.release();
        chunk.rewind();
        assertThat(bytes.refCnt()).isZero();
        assertThat(chunk.messagesLeft()).isEqualTo(2);
    }

    @Test
    void knowsTheEndsOfMoreMessagesThanItWasMadeFor() {
        List<byte[]> messages = messages(new int[1000]);
        messages.forEach(message -> chunk.append(message, 0));
        chunk.forSocket().readerIndex(999 * messages.getFirst().length).release();

        assertThat(chunk.messages()).isEqualTo(1000);
        assertThat(chunk.messagesLeft()).isEqualTo(1);
    }

    @Test
    void hasNothingOfItsFormerLifeWhenItIsCleared() {
        messages(5, 5).forEach(message -> chunk.append(message, 0));
        chunk.forSocket().readerIndex(7).release();
        chunk.clear();
        chunk.append(new byte[3], 0);

        assertThat(chunk.messages()).isEqualTo(1);
        assertThat(chunk.messagesLeft()).isEqualTo(1);
        assertThat(chunk.size()).isEqualTo(3);
    }

    /** Messages of these lengths, at least 1, whose bytes are all different from their neighbours'. */
    private static List<byte[]> messages(int... lengths) {
        List<byte[]> messages = new ArrayList<>();
        byte next = 0;
        for (int length : lengths) {
            byte[] message = new byte[Math.max(1, length)];
            for (int i = 0; i < message.length; i++) {
                message[i] = next++;
            }
            messages.add(message);
        }
        return messages;
    }

    private static List<byte[]> notWhollyTaken(List<byte[]> messages, int taken) {
        int end = 0;
        for (int i = 0; i < messages.size(); i++) {
            end += messages.get(i).length;
            if (end > taken) {
                return messages.subList(i, messages.size());
            }
        }
        return List.of();
    }

    private static byte[] joined(List<byte[]> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
