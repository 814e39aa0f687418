package dev.bettong.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bettong.testing.Deadlines;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFormatTest {

    /** All that a header can have, all byte orders, blanks, counts, and some types that are no integers. */
    private static final String ALPHABET = "><!=@ 013xbHiIlLqQnPs?";

    private static final int LONGEST = 4;

    /** Prints each format of one integer with its size and the number in the bytes 250, 249, 248 and so on. */
    private static final String PYTHON = """
            import itertools, struct, sys
            for length in range(int(sys.argv[2]) + 1):
                for letters in itertools.product(sys.argv[1], repeat=length):
                    form = ''.join(letters)
                    try:
                        size = struct.calcsize(form)
                        values = struct.unpack(form, bytes((250 - i) % 256 for i in range(size)))
                    except struct.error:
                        continue
                    if len(values) == 1 and type(values[0]) is int:
                        print(form, size, min(values[0], 2**63 - 1), sep='|')
            """;

    @Test
    void readsWhatPythonReads() throws Exception {
        Map<String, String> python = python();
        Map<String, String> ours = new TreeMap<>();
        collect("", ours);
        assertThat(python).hasSizeGreaterThan(1_000);
        assertThat(ours)
                .allSatisfy((format, read) ->
                        assertThat(read).as("as Python reads '%s'", format).isEqualTo(python.get(format)));
        assertThat(python.keySet()).isEqualTo(ours.keySet());
    }

    private static Map<String, String> python() throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", PYTHON, ALPHABET, Integer.toString(LONGEST))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            return abort("there is no python3 to compare with: " + absent.getMessage());
        }
        Map<String, String> accepted = new TreeMap<>();
        try (BufferedReader lines = process.inputReader(US_ASCII)) {
            lines.lines().forEach(line -> {
                int end = line.indexOf('|');
                accepted.put(line.substring(0, end), line.substring(end + 1));
            });
        }
        assertThat(process.waitFor(Deadlines.CONDITION.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).isZero();
        return accepted;
    }

    private static void collect(String format, Map<String, String> accepted) {
        String read = read(format);
        if (read != null) {
            accepted.put(format, read);
        }
        for (int i = 0; i < ALPHABET.length() && format.length() < LONGEST; i++) {
            collect(format + ALPHABET.charAt(i), accepted);
        }
    }

    private static @Nullable String read(String text) {
        HeaderFormat format;
        try {
            format = HeaderFormat.parse(text);
        } catch (IllegalArgumentException rejected) {
            return null;
        }
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < format.size(); i++) {
            bytes.writeByte(250 - i);
        }
        return format.size() + "|" + format.number().read(bytes, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "1I, 4, 0, 4",
        "01I, 4, 0, 4",
        ">1I, 4, 0, 4",
        "> I, 4, 0, 4",
        "'>I ', 4, 0, 4",
        ">3xB, 4, 3, 1",
        ">xxH, 4, 2, 2",
        ">xI, 5, 1, 4",
        "xI, 8, 4, 4",
        "=xI, 5, 1, 4",
        ">Ixx, 6, 0, 4",
        "B0I, 4, 0, 1",
        "B0d, 8, 0, 1",
        ">B0I, 1, 0, 1",
        "n, 8, 0, 8",
        "@N, 8, 0, 8",
        "P, 8, 0, 8",
        "l, 8, 0, 8",
        "@L, 8, 0, 8",
        "=l, 4, 0, 4",
        "<L, 4, 0, 4"
    })
    void readsPadBytesCountsAndAlignment(String format, int size, int offset, int bytes) {
        HeaderFormat parsed = HeaderFormat.parse(format);

        assertThat(parsed.size()).isEqualTo(size);
        assertThat(parsed.number().offset()).isEqualTo(offset);
        assertThat(parsed.number().bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">n",
                "<P",
                "BI",
                "2I",
                ">IH",
                "xx",
                "0I",
                "I1",
                "1",
                "1 I",
                " >I",
                ">0sI",
                "I\0",
                "?",
                ">I>",
                "99999999999999999999999xI"
            })
    void rejectsWhatIsNotOneInteger(String format) {
        assertThatThrownBy(() -> HeaderFormat.parse(format))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("length format '%s' is not one integer", format);
    }
}
