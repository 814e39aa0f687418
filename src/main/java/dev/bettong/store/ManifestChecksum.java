package dev.bettong.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How far RocksDB's list of its files is written, the file {@code MANIFEST-n}. RocksDB checks each record of it, but
 * takes a missing or unreadable end for the end, and with that loses whole files.
 *
 * @param number n
 * @param length bytes that are on disk
 * @param checksum CRC-32C of these bytes
 */
record ManifestChecksum(long number, long length, long checksum) {

    /** Says nothing. */
    static final ManifestChecksum NONE = new ManifestChecksum(0, 0, 0);

    private static final Pattern NAME = Pattern.compile("MANIFEST-(\\d{6,18})\\s*");
    private static final int BUFFER = 64 * 1024;

    /** The mark of a list that is not in use. */
    static ManifestChecksum of(Path store) throws IOException {
        long number = current(store);
        return of(store, number, Files.size(file(store, number)));
    }

    static ManifestChecksum of(Path store, long number, long length) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long left = length;
        try (FileChannel channel = FileChannel.open(file(store, number), StandardOpenOption.READ)) {
            while (left > 0 && channel.read(buffer.clear().limit((int) Math.min(left, BUFFER))) >= 0) {
                left -= buffer.position();
                checksum.update(buffer.flip());
            }
        }
        return new ManifestChecksum(number, length - left, checksum.getValue());
    }

    static Path file(Path store, long number) {
        return store.resolve("MANIFEST-%06d".formatted(number));
    }

    /** The number of the list that is in force, 0 if the file that names it is damaged; RocksDB tells then. */
    static long current(Path store) throws IOException {
        Path current = store.resolve("CURRENT");
        return Files.exists(current) ? number(new String(Files.readAllBytes(current), US_ASCII)) : 0;
    }

    static long number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Whether a store can have come to this mark and perhaps further. */
    boolean reachedBy(Path store) throws IOException {
        long now = current(store);
        if (now == 0 || number == 0 || now > number) {
            return true; // there is a newer list
        }
        return now == number && Files.exists(file(store, number)) && equals(of(store, number, length));
    }
}
