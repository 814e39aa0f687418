package dev.bettong.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;
import org.rocksdb.RocksDBException;

/**
 * Listens to the warnings of RocksDB while a database is opened: of a damaged write-ahead log, they have the file's name,
 * the error has not. Used by the thread that opens.
 */
final class RocksDbWarnings extends Logger {

    private static final Pattern FIRST_DROPPED = Pattern.compile("(\\d{6,}\\.log): dropping");

    private @Nullable String damaged;

    RocksDbWarnings() {
        super(InfoLogLevel.WARN_LEVEL);
    }

    @Override
    protected void log(InfoLogLevel level, String message) {
        Matcher matcher = FIRST_DROPPED.matcher(message);
        if (damaged == null && matcher.find()) {
            damaged = matcher.group(1);
        }
    }

    /** The error with the name of the file, as far as it is known. */
    RocksDBException completed(RocksDBException error) {
        return damaged == null
                ? error
                : new RocksDBException("%s in %s".formatted(error.getMessage(), damaged), error.getStatus());
    }
}
