package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.connect.NumberedSinkConnector;
import dev.bettong.connect.Opening;
import dev.bettong.connect.SinkConnector;
import dev.bettong.connect.SourceConnector;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The code of the page about connectors. */
public final class ConnectPage {

    private ConnectPage() {}

    /** Reads the files of a directory, line by line, also while they grow. */
    public static final class SpoolConnector implements SourceConnector {

        @Override
        public String kind() {
            return "spool";
        }

        @Override
        public Reader open(Opening opening, Map<String, byte[]> after) throws IOException {
            Path directory = Path.of(opening.required("directory"));
            if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException("there is no directory %s".formatted(directory));
            }
            return new SpoolReader(directory, after);
        }
    }

    private static final class SpoolReader implements SourceConnector.Reader {

        private static final int CHUNK = 1 << 20;

        private final Path directory;
        private final WatchService watch;
        private final Map<String, Long> offsets = new HashMap<>(); // by file

        SpoolReader(Path directory, Map<String, byte[]> after) throws IOException {
            this.directory = directory;
            watch = directory.getFileSystem().newWatchService();
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            after.forEach((file, position) ->
                    offsets.put(file, ByteBuffer.wrap(position).getLong()));
        }

        @Override
        public List<SourceConnector.Message> poll(Duration longest) throws Exception {
            List<SourceConnector.Message> lines = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.txt")) {
                for (Path file : files) {
                    read(file, lines);
                }
            }
            WatchKey change = lines.isEmpty() ? watch.poll(longest.toMillis(), TimeUnit.MILLISECONDS) : null;
            if (change != null) {
                change.pollEvents();
                change.reset();
            }
            return lines;
        }

        private void read(Path file, List<SourceConnector.Message> lines) throws IOException {
            String name = file.getFileName().toString();
            long offset = offsets.getOrDefault(name, 0L);
            ByteBuffer chunk;
            try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
                chunk = ByteBuffer.allocate((int) Math.min(open.size() - offset, CHUNK));
                open.read(chunk, offset);
            }
            int begin = 0;
            for (int i = 0; i < chunk.position(); i++) {
                if (chunk.get(i) == '\n') {
                    byte[] line = new byte[i - begin];
                    chunk.get(begin, line);
                    begin = i + 1;
                    byte[] position = ByteBuffer.allocate(Long.BYTES)
                            .putLong(offset + begin)
                            .array();
                    lines.add(new SourceConnector.Message(name, position, line));
                }
            }
            if (begin == 0 && chunk.position() == CHUNK) {
                throw new IOException("%s has a line of more than %d bytes at %d".formatted(file, CHUNK, offset));
            }
            offsets.put(name, offset + begin);
        }

        @Override
        public void close() throws IOException {
            watch.close();
        }
    }

    /** Appends outputs to a file. */
    public static final class AppendConnector implements SinkConnector {

        @Override
        public String kind() {
            return "append";
        }

        @Override
        public Writer open(Opening opening) throws IOException {
            Path path = Path.of(opening.required("path"));
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new Writer() {

                @Override
                public void write(List<byte[]> outputs) throws IOException {
                    for (byte[] output : outputs) {
                        ByteBuffer left = ByteBuffer.wrap(output);
                        while (left.hasRemaining()) {
                            file.write(left);
                        }
                    }
                    file.force(false);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    }

    /** Writes outputs to the files of a directory, each exactly once: a file has its numbers in its name. */
    public static final class PartsConnector implements NumberedSinkConnector {

        @Override
        public String kind() {
            return "parts";
        }

        @Override
        public NumberedWriter open(Opening opening) throws IOException {
            return new PartsWriter(Files.createDirectories(Path.of(opening.required("directory"))));
        }
    }

    private record PartsWriter(Path directory) implements NumberedSinkConnector.NumberedWriter {

        @Override
        public long last() throws IOException {
            try (Stream<Path> parts = Files.list(directory)) {
                return parts.map(part -> part.getFileName().toString())
                        .filter(name -> name.endsWith(".txt"))
                        .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('-') + 1, name.indexOf('.'))))
                        .max()
                        .orElse(-1);
            }
        }

        @Override
        public void write(long first, List<byte[]> outputs) throws IOException {
            String name = "%019d-%019d".formatted(first, first + outputs.size() - 1);
            Path unfinished = directory.resolve(name + ".tmp");
            try (FileChannel file = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                for (byte[] output : outputs) {
                    file.write(ByteBuffer.wrap(output));
                }
                file.force(true);
            }
            Files.move(unfinished, directory.resolve(name + ".txt"), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(directory)) {
                names.force(true); // the new name is on the disk, too
            }
        }

        @Override
        public void close() {}
    }

    /** Counts words, one a line. */
    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    public static class Application {

        /** How often a word has come. */
        static final class Count {

            private long value;

            String add(String word) {
                value++;
                return "%s %d%n".formatted(word, value);
            }
        }

        private static final State<Count> COUNTS = State.named("counts", Count.class, Count::new);

        @Bean
        SpoolConnector spool() {
            return new SpoolConnector();
        }

        @Bean
        AppendConnector append() {
            return new AppendConnector();
        }

        @Bean
        Pipeline count() {
            return Pipeline.named("count words")
                    .from(Source.of("inbox", "spool", line -> new String(line, UTF_8)))
                    .partition(word -> word)
                    .carrying(String.class)
                    .computeState("count", COUNTS, (word, count) -> Outcome.changed(count.add(word)))
                    .to(Sink.of("outbox", "append", line -> line.getBytes(UTF_8)));
        }
    }

    /** Counts words, one a line, and writes each count exactly once. */
    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    public static class ExactlyOnceApplication {

        @Bean
        SpoolConnector spool() {
            return new SpoolConnector();
        }

        @Bean
        PartsConnector parts() {
            return new PartsConnector();
        }

        @Bean
        Pipeline count() {
            return Pipeline.named("count words")
                    .from(Source.of("inbox", "spool", line -> new String(line, UTF_8)))
                    .partition(word -> word)
                    .carrying(String.class)
                    .computeState("count", Application.COUNTS, (word, count) -> Outcome.changed(count.add(word)))
                    .to(Sink.of("outbox", "parts", line -> line.getBytes(UTF_8)));
        }
    }
}
