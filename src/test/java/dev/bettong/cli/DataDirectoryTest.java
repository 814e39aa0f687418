package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.ZippedTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look into a data directory, at one that a service has left when it was killed. */
class DataDirectoryTest {

    @TempDir
    private Path directory;

    private String data;

    @BeforeEach
    void unzip() throws IOException {
        data = directory.resolve("data").toString();
        ZippedTree.formatOne(Path.of(data));
    }

    @Test
    void showsHowFarTheJournalGoes() throws Exception {
        Call call = Call.of("journal", data, "--entries", "1");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out())
                .startsWith("format          1, made by version ")
                .containsPattern("checkpoint +\\d+ of 20\\d\\d-")
                .contains("unsent outputs  200\n")
                .containsPattern("journal +'p' \\(worker-[01]\\): entries \\d+ to \\d+, \\d+ behind the checkpoint\n")
                .containsPattern("  entry \\d+ of 20.*\n    frame \"key\\d+\"\n");
        assertThat(call.err()).isEmpty();
    }

    @Test
    void countsTheEntities() throws Exception {
        Call call = Call.of("state", data);
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).matches("'tallies': 101 entities, \\d+ bytes, codec the default\n");
        assertThat(call.err()).startsWith("As of checkpoint ");
    }

    @Test
    void listsKeys() throws Exception {
        Call call = Call.of("state", data, "tallies", "--limit", "3");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).isEqualTo("fail one\nkey0\nkey1\n");
        assertThat(call.err()).startsWith("Shown are 3 of 101 keys, see --limit\n");
    }

    @Test
    void showsAnEntityAsJson() throws Exception {
        Call call = Call.of("state", data, "tallies", "key42");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out().replaceAll("\\s", "")).isEqualTo("{\"count\":2}");
        assertThat(call.err()).startsWith("Last used 20");
    }

    @Test
    void tellsThatThereIsNoSuchEntity() throws Exception {
        Call key = Call.of("state", data, "tallies", "key100");
        assertThat(key.exitCode()).isOne();
        assertThat(key.err()).isEqualTo("State 'tallies' has no entity with key 'key100'.\n");

        Call state = Call.of("state", data, "talies", "key1");
        assertThat(state.exitCode()).isOne();
        assertThat(state.err()).isEqualTo("There is no state 'talies'. There are: tallies.\n");
    }

    @Test
    void listsDeadLetters() throws Exception {
        Call call = Call.of("dead-letters", data);
        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines()).hasSize(2).last().asString().matches(" +1  20[^ ]+  p  +tally  +compute  +8");
        assertThat(call.err()).isEqualTo("1 dead letter\n");

        Call others = Call.of("dead-letters", data, "--pipeline", "q");
        assertThat(others.exitCode()).isZero();
        assertThat(others.out().lines()).hasSize(1);
    }

    @Test
    void showsADeadLetter() throws Exception {
        Call call = Call.of("dead-letters", data, "--show", "1");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).isEqualTo("fail one");
        assertThat(call.err()).startsWith("Dead letter 1 of 'p' at 'tally', 20").contains("compute", "told to fail");

        Call none = Call.of("dead-letters", data, "--show", "7");
        assertThat(none.exitCode()).isOne();
        assertThat(none.err()).isEqualTo("There is no dead letter 7.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state % tallies --limit 100", "journal % --entries 100"})
    void stopsWhenNobodyReadsItsOutputAnyMore(String command) {
        AtomicInteger attempts = new AtomicInteger();
        PrintStream closed = new PrintStream(new OutputStream() {
            @Override
            public void write(int some) throws IOException {
                attempts.incrementAndGet();
                throw new IOException("Broken pipe");
            }
        });
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new CommandLine(InputStream.nullInputStream(), closed, new PrintStream(err, true, UTF_8))
                .run(command.replace("%", data).split(" "));

        assertThat(exitCode).isOne();
        assertThat(err.toString(UTF_8))
                .startsWith("Cannot write to standard output")
                .hasLineCount(1);
        assertThat(attempts).hasValueLessThan(20);
    }

    @Test
    void changesNothing() throws Exception {
        String before = tree();
        for (String command : new String[] {"journal", "state", "dead-letters"}) {
            assertThat(Call.of(command, data).exitCode()).isZero();
        }
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void tellsThatThereIsNoDirectory() throws Exception {
        Call call = Call.of("state", directory.resolve("nothing").toString());
        assertThat(call.exitCode()).isOne();
        assertThat(call.err())
                .matches("There is no directory '.*nothing'. Name the one that bettong.data-directory names.\n");
        assertThat(directory.resolve("nothing")).doesNotExist();
    }

    @Test
    void tellsThatItIsNoDataDirectory() throws Exception {
        Call call = Call.of("journal", directory.toString());
        assertThat(call.exitCode()).isOne();
        assertThat(call.err()).contains("is no data directory: it has no 'store'.");
        assertThat(directory).isDirectoryContaining(file -> file.endsWith("data"));
    }

    @Test
    void tellsWhichFileIsDamaged() throws Exception {
        Path guard = Path.of(data, "store", "witness");
        Files.writeString(guard, "rotten", UTF_8);
        String before = tree();

        Call call = Call.of("dead-letters", data);

        assertThat(call.exitCode()).isOne();
        assertThat(call.err())
                .startsWith("The file '%s' is damaged\nIt only helps to notice other damage".formatted(guard));
        assertThat(tree()).isEqualTo(before);
    }

    /** Names, sizes and times of all files. */
    private String tree() throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Path.of(data))) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files.toString();
    }
}
