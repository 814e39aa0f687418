package dev.bettong.helm;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the chart renders when no value is set, as a text that people have read. */
class ChartDefaultsTest {

    @Test
    void rendersWhatWasReviewed() throws IOException {
        Golden.check(Chart.values("default.golden"), Chart.ofSource().renderDefaults());
    }
}
