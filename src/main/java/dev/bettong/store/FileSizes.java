package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names and sizes of the files of a database that is closed, as one number. */
final class FileSizes {

    /** What RocksDB never reads again, and what is no part of the database. */
    private static final Pattern OTHERS = Pattern.compile("(LOG|OPTIONS|LOCK|witness).*");

    private FileSizes() {}

    /** The number, never 0; other names or sizes have, for all that can be expected, another one. */
    static long of(Path store) throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files(store)) {
            digest.update(
                    "%s %d\n".formatted(file.getFileName(), Files.size(file)).getBytes(UTF_8));
        }
        long number = ByteBuffer.wrap(digest.digest()).getLong();
        return number == 0 ? 1 : number;
    }

    private static List<Path> files(Path store) throws IOException {
        try (Stream<Path> all = Files.list(store)) {
            return all.filter(file ->
                            !OTHERS.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
