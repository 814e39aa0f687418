package dev.bettong.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.InstalledProgram;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats are read as Python's own module reads them. Skipped where there is no Python. */
class StructPythonTest {

    private static final String ALPHABET = "@=<>! 0123xcbB?hHiIlLqQnNPefds";
    private static final String CODES = "xcbB?hHiIlLqQefds";
    private static final Object REFUSED = "refused";

    /** Prints the size of each format; and the values of a payload, and the payload that they make, with NaN as it is. */
    private static final String SCRIPT = """
            import struct, sys
            def text(value):
                if isinstance(value, float):
                    return 'nan' if value != value else struct.pack('>d', value).hex()
                return value.hex() if isinstance(value, bytes) else str(value).lower()
            for line in open(sys.argv[1]):
                format, payload = line.rstrip('\\n').split('|')
                try:
                    size = struct.calcsize(format)
                except (struct.error, OverflowError):
                    print('refused')
                    continue
                if not payload:
                    print(size)
                    continue
                values = struct.unpack(format, bytes.fromhex(payload))
                packed = struct.pack(format, *values).hex() if all(v == v for v in values) else 'nan'
                print(size, ','.join(map(text, values)), packed)
            """;

    /** Prints the two bytes of each number. */
    private static final String HALVES = """
            import struct, sys
            for line in open(sys.argv[1]):
                print(struct.pack('>e', *struct.unpack('>d', bytes.fromhex(line.strip()))).hex())
            """;

    private static final double MIDDLE_BEHIND_THE_LARGEST = 65_520;

    @Test
    void acceptsTheSameFormats(@TempDir Path directory) throws Exception {
        Random random = new Random(1);
        List<String> formats = IntStream.range(0, 20_000)
                .mapToObj(i -> random(random, 1 + random.nextInt(6)))
                .toList();
        List<String> expected = python(
                directory, SCRIPT, formats.stream().map(format -> format + "|").toList());
        List<String> sizes = formats.stream()
                .map(StructPythonTest::size)
                .map(Object::toString)
                .toList();
        assertThat(sizes).contains("8", "refused").isEqualTo(expected);
    }

    private static String random(Random random, int length) {
        StringBuilder format = new StringBuilder();
        for (int i = 0; i < length; i++) {
            format.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return format.toString();
    }

    private static Object size(String format) {
        try {
            return StructFormat.parse(format).size();
        } catch (IllegalArgumentException refused) {
            return REFUSED;
        }
    }

    @Test
    void readsAndWritesTheSameBytes(@TempDir Path directory) throws Exception {
        Random random = new Random(2);
        HexFormat hex = HexFormat.of();
        List<String> cases = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            StructFormat format = StructFormat.parse(randomValues(random));
            byte[] payload = new byte[format.size()];
            random.nextBytes(payload);
            if (payload.length > 0) {
                cases.add(format.text() + "|" + hex.formatHex(payload));
                actual.add(readAndWritten(format, payload));
            }
        }
        assertThat(actual).isEqualTo(python(directory, SCRIPT, cases));
    }

    private static String randomValues(Random random) {
        StringBuilder format =
                new StringBuilder(List.of("", "@", "=", "<", ">", "!").get(random.nextInt(6)));
        for (int i = random.nextInt(5); i >= 0; i--) {
            format.append(random.nextBoolean() ? "" : random.nextInt(4));
            format.append(CODES.charAt(random.nextInt(CODES.length()))).append(random.nextInt(4) == 0 ? " " : "");
        }
        return format.toString();
    }

    private static String readAndWritten(StructFormat format, byte[] payload) throws FormatException {
        ByteBuffer in = ByteBuffer.wrap(payload).order(format.order());
        ByteBuffer out = ByteBuffer.allocate(format.size()).order(format.order());
        List<String> values = new ArrayList<>();
        boolean repeatable = true;
        for (StructFormat.Item item : format.items()) {
            int count = item.code() == 'x' ? 0 : item.code() == 's' ? 1 : item.count();
            for (int i = 0; i < count; i++) {
                StructField field = field(item);
                int offset = item.offset() + i * item.size();
                Object value = field.get(in, offset);
                field.put(out, offset, value);
                values.add(text(value));
                repeatable &= !value.equals(Double.NaN);
            }
        }
        String written = repeatable ? HexFormat.of().formatHex(out.array()) : "nan";
        return "%d %s %s".formatted(format.size(), String.join(",", values), written);
    }

    private static StructField field(StructFormat.Item item) {
        StructField field = switch (item.code()) {
            case 's' -> new StructString(false, item.count());
            case '?' -> StructByte.of(Boolean.class, item.code());
            case 'c' -> StructByte.of(Byte.class, item.code());
            case 'e', 'f', 'd' -> StructFloat.of(Double.class, item.size());
            default -> StructInteger.of(BigInteger.class, item);
        };
        return Objects.requireNonNull(field);
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return number.isNaN() ? "nan" : HexFormat.of().toHexDigits(Double.doubleToLongBits(number));
        }
        if (value instanceof Byte single) {
            return HexFormat.of().toHexDigits(single);
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }

    /** Numbers between two of two bytes are rounded once, not to four bytes and then to two. */
    @Test
    void roundsToTwoBytesAsPythonDoes(@TempDir Path directory) throws Exception {
        Random random = new Random(3);
        List<String> cases = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        StructField half = field(StructFormat.parse(">e").items().getFirst());
        for (int i = 0; i < 5_000; i++) {
            short bits = (short) random.nextInt(0x7C00);
            double middle = (Float.float16ToFloat(bits) + (double) Float.float16ToFloat((short) (bits + 1))) / 2;
            double number = Double.longBitsToDouble(Double.doubleToLongBits(middle) + random.nextInt(3) - 1);
            if (number >= MIDDLE_BEHIND_THE_LARGEST) {
                continue;
            }
            ByteBuffer out = ByteBuffer.allocate(Short.BYTES);
            half.put(out, 0, number);
            cases.add("%s".formatted(HexFormat.of().toHexDigits(Double.doubleToLongBits(number))));
            actual.add(HexFormat.of().formatHex(out.array()));
        }
        assertThat(actual).isEqualTo(python(directory, HALVES, cases));
    }

    private static List<String> python(Path directory, String script, List<String> lines) throws Exception {
        Path python = InstalledProgram.find("python3", "python3");
        Path cases = Files.write(directory.resolve("cases"), lines);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(python.toString(), "-c", script, cases.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> output.toString()).isZero();
        return Files.readAllLines(output);
    }
}
