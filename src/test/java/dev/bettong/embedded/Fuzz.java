package dev.bettong.embedded;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.pipeline.Framing;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes for a framing, some of them whole frames, and what a source has to make of them; worked out byte by byte,
 * without any code of the source.
 *
 * @param framing how frames are cut
 * @param maxFrameSize longest payload in bytes
 */
record Fuzz(Framing framing, int maxFrameSize) {

    private static final Pattern COUNT = Pattern.compile("([1-9][0-9]*) ");
    private static final Pattern VARINT = Pattern.compile("[\u0080-\u00ff]{0,4}[\0-\u007f]");

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
            case Framing.Delimiter delimiter -> {
                frame.writeBytes(payload); // with delimiters inside, by chance
                delimiter.bytes().forEach(frame::write);
            }
            case Framing.OctetCounting counting -> syslog(payload, frame, random);
            case Framing.Varint varint -> {
                for (int rest = payload.length, more = random.nextInt(3); rest > 0 || more >= 0; more--) {
                    frame.write((rest & 0x7f) | (rest >= 0x80 || more > 0 ? 0x80 : 0));
                    rest >>>= 7;
                }
                frame.writeBytes(payload);
            }
            case Framing.Mllp mllp -> {
                frame.writeBytes(random.nextInt(4) == 0 ? new byte[] {'\r', '\n'} : new byte[0]);
                frame.write(0x0b);
                frame.writeBytes(payload);
                frame.writeBytes(new byte[] {0x1c, '\r'});
            }
            case Framing.LengthField field -> {
                int length = payload.length + field.strip() - field.offset() - field.length() - field.adjustment();
                frame.writeBytes(randomBytes(random, field.offset()));
                for (int i = 0; i < field.length(); i++) {
                    int shift = Byte.SIZE * (field.order() == LITTLE_ENDIAN ? i : field.length() - 1 - i);
                    frame.write(shift < Integer.SIZE ? length >>> shift : 0);
                }
                int behind = payload.length + field.strip() - frame.size();
                frame.writeBytes(randomBytes(random, Math.max(0, behind)));
            }
        }
        return frame.toByteArray();
    }

    private static void syslog(byte[] payload, ByteArrayOutputStream frame, RandomGenerator random) {
        switch (random.nextInt(3)) {
            case 0 -> {
                frame.writeBytes((payload.length + " ").getBytes(ISO_8859_1));
                frame.writeBytes(payload);
            }
            case 1 -> {
                frame.writeBytes((payload.length + 1 + " ").getBytes(ISO_8859_1));
                frame.writeBytes(payload);
                frame.write('\n');
            }
            default -> {
                frame.writeBytes("<".getBytes(ISO_8859_1));
                frame.writeBytes(payload);
                frame.writeBytes((random.nextBoolean() ? "\n" : "\r\n").getBytes(ISO_8859_1));
            }
        }
    }

    private static boolean littleEndian(Framing.LengthHeader header) {
        return header.format().startsWith("<");
    }

    /** What a source has to make of a connection that sends {@code bytes} and then ends. */
    Outcome outcome(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        return switch (framing) {
            case Framing.LengthHeader header -> withLengths(header, text);
            case Framing.Lines lines -> lines(text, lines.keepsUnterminated());
            case Framing.FixedLength fixed -> fixed(fixed.length(), text);
            case Framing.Delimiter delimiter -> delimited(delimiter, text);
            case Framing.OctetCounting counting -> counted(text);
            case Framing.Varint varint -> varint(text);
            case Framing.Mllp mllp -> blocks(text);
            case Framing.LengthField field -> field(field, text);
        };
    }

    private Outcome delimited(Framing.Delimiter declared, String text) {
        StringBuilder delimiter = new StringBuilder();
        declared.bytes().forEach(each -> delimiter.append((char) (each & 0xff)));
        List<String> frames = new ArrayList<>();
        String rest = text;
        while (true) {
            int end = rest.indexOf(delimiter.toString());
            if (end < 0) {
                return neverEnding(rest, 0, delimiter.toString())
                        ? new Outcome(frames, "frame-too-large")
                        : ended(frames, rest);
            }
            if (end > maxFrameSize) {
                return new Outcome(frames, "frame-too-large");
            }
            frames.add(rest.substring(0, end));
            rest = rest.substring(end + delimiter.length());
        }
    }

    /** Whether no bytes whatever make a frame of at most the longest size of {@code rest}, which has no end inside. */
    private boolean neverEnding(String rest, int header, String end) {
        for (int begun = 0; begun < end.length(); begun++) {
            if (rest.endsWith(end.substring(0, begun)) && rest.length() - header - begun <= maxFrameSize) {
                return false;
            }
        }
        return true;
    }

    private Outcome blocks(String text) {
        List<String> frames = new ArrayList<>();
        String rest = text.replaceFirst("^[\\r\\n]+", "");
        while (!rest.isEmpty()) {
            if (rest.charAt(0) != 0x0b) {
                return new Outcome(frames, "malformed-frame");
            }
            int end = rest.indexOf("\u001c\r", 1);
            if (end < 0) {
                return neverEnding(rest, 1, "\u001c\r") ? new Outcome(frames, "frame-too-large") : ended(frames, rest);
            }
            if (end - 1 > maxFrameSize) {
                return new Outcome(frames, "frame-too-large");
            }
            frames.add(rest.substring(1, end));
            rest = rest.substring(end + 2).replaceFirst("^[\\r\\n]+", "");
        }
        return ended(frames, rest);
    }

    private Outcome counted(String text) {
        List<String> frames = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            Matcher count = COUNT.matcher(rest);
            if (count.lookingAt()) {
                if (new BigInteger(count.group(1)).compareTo(BigInteger.valueOf(maxFrameSize + 1)) > 0) {
                    return new Outcome(frames, "frame-too-large");
                }
                int end = count.end() + Integer.parseInt(count.group(1));
                if (rest.length() < end) {
                    return ended(frames, rest);
                }
                String message = rest.substring(count.end(), end).replaceFirst("\n\\z", "");
                if (message.length() > maxFrameSize) {
                    return new Outcome(frames, "frame-too-large");
                }
                frames.add(message);
                rest = rest.substring(end);
            } else {
                int end = rest.indexOf('\n');
                String line = (end < 0 ? rest : rest.substring(0, end)).replaceFirst("\r\\z", "");
                if (line.length() > maxFrameSize) {
                    return new Outcome(frames, "frame-too-large");
                }
                if (end < 0) {
                    return ended(frames, rest);
                }
                if (!line.isEmpty()) {
                    frames.add(line);
                }
                rest = rest.substring(end + 1);
            }
        }
        return ended(frames, rest);
    }

    private Outcome varint(String text) {
        List<String> frames = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            Matcher varint = VARINT.matcher(rest);
            if (!varint.lookingAt()) {
                return rest.length() >= 5 ? new Outcome(frames, "malformed-frame") : ended(frames, rest);
            }
            long length = 0;
            for (int i = 0; i < varint.end(); i++) {
                length += (rest.charAt(i) & 0x7fL) << (7 * i);
            }
            if (length > maxFrameSize) {
                return new Outcome(frames, "frame-too-large");
            }
            int end = varint.end() + (int) length;
            if (rest.length() < end) {
                break;
            }
            frames.add(rest.substring(varint.end(), end));
            rest = rest.substring(end);
        }
        return ended(frames, rest);
    }

    private Outcome field(Framing.LengthField field, String text) {
        List<String> frames = new ArrayList<>();
        String rest = text;
        int header = field.offset() + field.length();
        while (rest.length() >= header) {
            String number = rest.substring(field.offset(), header);
            if (field.order() == LITTLE_ENDIAN) {
                number = new StringBuilder(number).reverse().toString();
            }
            BigInteger length =
                    new BigInteger(1, number.getBytes(ISO_8859_1)).add(BigInteger.valueOf(field.adjustment()));
            BigInteger payload = length.add(BigInteger.valueOf(header - field.strip()));
            if (length.signum() < 0 || payload.signum() < 0) {
                return new Outcome(frames, "malformed-frame");
            }
            if (payload.compareTo(BigInteger.valueOf(maxFrameSize)) > 0) {
                return new Outcome(frames, "frame-too-large");
            }
            int end = field.strip() + payload.intValue();
            if (rest.length() < end) {
                break;
            }
            frames.add(rest.substring(field.strip(), end));
            rest = rest.substring(end);
        }
        return ended(frames, rest);
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

    private Outcome lines(String text, boolean keepsUnterminated) {
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
        if (keepsUnterminated && !line.isEmpty()) {
            frames.add(line.toString().replaceFirst("\r\\z", ""));
            return new Outcome(frames, null);
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
