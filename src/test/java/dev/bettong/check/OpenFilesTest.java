package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.source.SourceBinding;
import dev.bettong.source.TcpSourceSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {

    @ParameterizedTest
    @CsvSource({
        "1024, 424, 300, 300, 300, 300", // just enough
        "1023, 424, 300, 300, 299, 299",
        "1024, 424, 1000, 1000, 300, 300",
        "1024, 424, 2000, 1000, 400, 200",
        "1024, 1024, 1000, 1000, 1, 1",
        "256, 424, 1000, 10, 1, 1"
    })
    void leavesToTheSourcesWhatOthersDoNotNeed(
            long limit, long others, int first, int second, int firstShare, int secondShare) {
        Map<String, SourceBinding> sources = new LinkedHashMap<>();
        sources.put("first", source(first));
        sources.put("second", source(second));

        Map<String, SourceBinding> shared = new OpenFiles(limit, others).share(sources);

        assertThat(shared.values()).extracting(SourceBinding::maxConnections).containsExactly(firstShare, secondShare);
    }

    @Test
    void takesNothingFromTheDefaultsOnAMachineWithTheUsualLimits() {
        Map<String, SourceBinding> sources = Map.of("lines", source(1000));
        OpenFiles files = OpenFiles.ofThisProcess(256, 4, true);

        assertThat(files.limit()).isPositive();
        assertThat(new OpenFiles(4096, files.others()).share(sources)).isEqualTo(sources);
    }

    private static TcpSourceSettings source(int maxConnections) {
        return new TcpSourceSettings(
                "localhost", 0, 1 << 20, maxConnections, 1 << 26, Duration.ofSeconds(30), Duration.ZERO);
    }
}
