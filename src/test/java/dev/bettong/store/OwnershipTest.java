package dev.bettong.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bettong.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files a message names. */
class OwnershipTest {

    private static final int NOBODY = 65_534;

    @TempDir
    private Path directory;

    @Test
    void saysNothingOfFilesThatAreOurs() throws IOException {
        Files.createDirectories(directory.resolve("store"));
        Files.writeString(directory.resolve("store/CURRENT"), "");

        assertThat(Ownership.foreignFile(directory)).isEmpty();
    }

    @Test
    void namesAFileOfAnotherUserAndWhatToDo() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
        Path store = Files.createDirectories(directory.resolve("store"));
        Path file = Files.writeString(store.resolve("CURRENT"), "");
        Files.setAttribute(file, "unix:uid", NOBODY);

        StoreException failure =
                new StoreErrors(StoreSettings.in(directory)).disk("open", new AccessDeniedException(file.toString()));

        assertThat(failure.kind()).isEqualTo(Kind.DISK);
        assertThat(failure.action())
                .contains(
                        "'root' (uid 0)",
                        "'%s' belongs to uid 65534".formatted(file),
                        "chown -R 0 '" + directory + "'");
    }

    @Test
    void namesTheDirectoryBeforeItLooksInside() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a directory away");
        Files.setAttribute(directory, "unix:uid", NOBODY);

        assertThat(Ownership.foreignFile(directory)).contains("'%s' belongs to uid 65534".formatted(directory));
    }
}
