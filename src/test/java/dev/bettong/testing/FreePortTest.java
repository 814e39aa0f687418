package dev.bettong.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreePortTest {

    private static final Pattern FOUND = Pattern.compile("found (\\d+)\n");

    @Test
    void findsDifferentPortsInDifferentJvmsAlthoughNobodyListensYet(@TempDir Path directory) throws Exception {
        int here = FreePort.find();

        try (ServiceProcess other =
                ServiceProcess.ofClass(directory, TestClassPath.entries(), Finder.class.getName(), List.of())) {
            other.awaitExit(Deadlines.CONDITION);
            Matcher there = FOUND.matcher(other.output());

            assertThat(there.find()).as(other.output()).isTrue();
            assertThat(Integer.parseInt(there.group(1)) / 1_000).isNotEqualTo(here / 1_000);
        }
    }

    static final class Finder {

        public static void main(String[] arguments) {
            System.out.println("found " + FreePort.find());
        }
    }
}
