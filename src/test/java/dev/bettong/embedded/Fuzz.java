package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.pipeline.Framing;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes for a framing, some of them whole frames, and what a source has to make of them; worked out byte by byte,
 * without any code of the source.
 *
 * @param framing how frames are cut
 * @param maxFrameSize longest payload in bytes
 */
record Fuzz(Framing framing, int maxFrameSize) {

    /**
     * What a source makes of the bytes of a connection.
     *
     * @param frames payloads, one character per byte
     * @param failure tag of the reason why the rest is no frame, or {@code null} if there is no rest
     */
    record Outcome(List<String> frames, @Nullable String failure) {}

    /** The bytes of one connection: frames, frames beyond the limit, rubbish, and perhaps a cut. */
    byte[] connection(RandomGenerator random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int pieces = random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            bytes.writeBytes(piece(random));
        }
        int end = random.nextInt(3) == 0 ? random.nextInt(bytes.size() + 1) : bytes.size();
        return Arrays.copyOf(bytes.toByteArray(), end);
    }

    private byte[] piece(RandomGenerator random) {
        return switch (random.nextInt(20)) {
            case 0 -> randomBytes(random, 1 + random.nextInt(40));
            case 1 -> frame(randomBytes(random, maxFrameSize + 1), random);
            case 2, 3 -> frame(randomBytes(random, 0), random);
            case 4, 5 -> frame(randomBytes(random, maxFrameSize), random);
            default -> frame(randomBytes(random, random.nextInt(maxFrameSize + 1)), random);
        };
    }

    private static byte[] randomBytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] frame(byte[] payload, RandomGenerator random) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        switch (framing) {
            case Framing.LengthHeader header -> {
                int length = payload.length + (header.includesHeader() ? header.length() : 0);
                byte[] number = new byte[header.length()];
                for (int i = 0; i < number.length; i++) {
                    int shift = Byte.SIZE * (littleEndian(header) ? i : number.length - 1 - i);
                    number[i] = shift < Integer.SIZE ? (byte) (length >>> shift) : 0;
                }
                frame.writeBytes(number);
                frame.writeBytes(payload);
            }
            case Framing.Lines lines -> {
                frame.writeBytes(payload); // with line ends inside, by chance
                frame.writeBytes((random.nextBoolean() ? "\n" : "\r\n").getBytes(ISO_8859_1));
            }
            case Framing.FixedLength fixed -> frame.writeBytes(payload);
        }
        return frame.toByteArray();
    }

    private static boolean littleEndian(Framing.LengthHeader header) {
        return header.format().startsWith("<");
    }

    /** What a source has to make of a connection that sends {@code bytes} and then ends. */
    Outcome outcome(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        return switch (framing) {
            case Framing.LengthHeader header -> withLengths(header, text);
            case Framing.Lines lines -> lines(text);
            case Framing.FixedLength fixed -> fixed(fixed.length(), text);
        };
    }

    private Outcome withLengths(Framing.LengthHeader header, String text) {
        List<String> frames = new ArrayList<>();
        String rest = text;
        while (rest.length() >= header.length()) {
            BigInteger payload = number(header, rest.substring(0, header.length()))
                    .subtract(BigInteger.valueOf(header.includesHeader() ? header.length() : 0));
            if (payload.signum() < 0) {
                return new Outcome(frames, "malformed-frame");
            }
            if (payload.compareTo(BigInteger.valueOf(maxFrameSize)) > 0) {
                return new Outcome(frames, "frame-too-large");
            }
            int end = header.length() + payload.intValue();
            if (rest.length() < end) {
                break;
            }
            frames.add(rest.substring(header.length(), end));
            rest = rest.substring(end);
        }
        return ended(frames, rest);
    }

    private static BigInteger number(Framing.LengthHeader header, String text) {
        String bigEndian =
                littleEndian(header) ? new StringBuilder(text).reverse().toString() : text;
        byte[] bytes = bigEndian.getBytes(ISO_8859_1);
        boolean signed = Character.isLowerCase(header.format().charAt(1));
        return signed ? new BigInteger(bytes) : new BigInteger(1, bytes);
    }

    private Outcome lines(String text) {
        List<String> frames = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean returned = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
            if (next == '\n') {
                frames.add(returned ? line.substring(0, line.length() - 1) : line.toString());
                line.setLength(0);
                continue;
            }
            line.append(next);
            if (line.length() - (next == '\r' ? 1 : 0) > maxFrameSize) {
                return new Outcome(frames, "frame-too-large");
            }
        }
        return ended(frames, line.toString());
    }

    private static Outcome fixed(int length, String text) {
        List<String> frames = new ArrayList<>();
        String rest = text;
        while (rest.length() >= length) {
            frames.add(rest.substring(0, length));
            rest = rest.substring(length);
        }
        return ended(frames, rest);
    }

    private static Outcome ended(List<String> frames, String rest) {
        return new Outcome(frames, rest.isEmpty() ? null : "truncated-frame");
    }
}
