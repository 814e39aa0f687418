package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in the data directory that says that a store was made there. If the store is gone, a new one is not made in
 * silence: there may be backups of the old one, or its volume may not be mounted.
 */
final class StoreMarker {

    private static final Logger log = LoggerFactory.getLogger(StoreMarker.class);
    private static final String NAME = "store.made";
    private static final String TEXT = "Bettong made a store here, in the directory 'store'.\n";

    private final StoreSettings settings;
    private final StoreErrors diagnosis;

    StoreMarker(StoreSettings settings, StoreErrors diagnosis) {
        this.settings = settings;
        this.diagnosis = diagnosis;
    }

    /**
     * Before a store is made.
     *
     * @throws StoreException MISSING if it must not be made
     */
    void checkNew() throws IOException {
        String sign = sign();
        switch (settings.creation()) {
            case ALWAYS -> {
                if (sign != null) {
                    log.warn("Makes an empty store, as bettong.create-store tells, although {}", sign);
                }
            }
            case NEVER ->
                throw diagnosis.missing(
                        "and bettong.create-store does not allow to make one",
                        "To begin with an empty store, start with bettong.create-store=if-new.");
            case IF_NEW -> {
                if (sign != null) {
                    throw diagnosis.missing(
                            "although " + sign,
                            "To begin with an empty store, start once with bettong.create-store=always.");
                }
            }
        }
    }

    /** What shows that there was a store, or {@code null} if nothing does. */
    private @Nullable String sign() throws IOException {
        if (Files.isDirectory(settings.backups())) {
            try (Stream<Path> backups = Files.list(settings.backups())) {
                if (backups.anyMatch(Backups::isBackup)) {
                    return "'%s' has backups of one".formatted(settings.backups());
                }
            }
        }
        return Files.exists(file()) ? "'%s' says that one was made".formatted(file()) : null;
    }

    /** A store is there. */
    void write() throws IOException {
        if (Files.exists(file())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(TEXT.getBytes(UTF_8)));
            channel.force(true);
        }
        Directories.sync(settings.directory());
    }

    private Path file() {
        return settings.directory().resolve(NAME);
    }
}
