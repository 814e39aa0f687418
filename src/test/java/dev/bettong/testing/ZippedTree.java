package dev.bettong.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Directories that tests have as zip files among their resources. */
public final class ZippedTree {

    private ZippedTree() {}

    /** A data directory that the first version of the format has written, as a kill left it; see FormatOneTest. */
    public static void formatOne(Path target) throws IOException {
        unzip("/dev/bettong/embedded/format-1.zip", target);
    }

    private static void unzip(String resource, Path target) throws IOException {
        try (InputStream stream = Objects.requireNonNull(ZippedTree.class.getResourceAsStream(resource));
                ZipInputStream zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.copy(zip, file);
            }
        }
    }
}
