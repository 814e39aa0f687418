package dev.bettong.examples.sensors;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SensorsTest {

    private static Pipeline pipeline() {
        Sensors sensors = new Sensors();
        return sensors.sensorsPipeline(
                sensors.reading(),
                sensors.sensor(),
                sensors.watchSensor(),
                sensors.sensorIsSilent(),
                sensors.sensorLine(),
                sensors.averageLine());
    }

    @Test
    void averagesTenReadingsOrWhatThereIs() {
        PipelineTest.everywhere(
                test -> {
                    test.source("readings").send("boiler 1", "boiler 2", "boiler 3", "boiler 4", "boiler 5");
                    test.source("readings").send("roof -3.5", "boiler 6", "boiler 7", "boiler 8", "boiler 9");
                    test.pass(Duration.ofSeconds(4));
                    test.source("readings").send("boiler 10", "boiler 11");
                    test.pass(Duration.ofMillis(1500));
                    test.sink("sensors-out")
                            .sendsInAnyOrder("boiler: 5.50 on average of 10", "roof: -3.50 on average of 1");
                    test.pass(Duration.ofMillis(3500));
                    test.sink("sensors-out").sends("boiler: 11.00 on average of 1");
                },
                pipeline());
    }

    @Test
    void tellsWhichSensorIsSilentAndWhenItIsBack() {
        PipelineTest.everywhere(
                test -> {
                    test.source("readings").send("boiler 20");
                    test.pass(Duration.ofSeconds(10));
                    test.source("readings").send("boiler 21");
                    test.pass(Duration.ofSeconds(10));
                    test.sink("sensors-out").sends("boiler: 20.00 on average of 1", "boiler: 21.00 on average of 1");
                    test.pass(Duration.ofSeconds(25));
                    test.sink("sensors-out").sends("boiler is silent since 2026-01-01T00:00:10Z");
                    test.pass(Duration.ofHours(1));
                    test.sink("sensors-out").sendsNothing();
                    test.source("readings").send("boiler 5");
                    test.sink("sensors-out").sends("boiler is back");
                    test.pass(Duration.ofSeconds(10));
                    test.sink("sensors-out").sends("boiler: 5.00 on average of 1");
                },
                pipeline());
    }

    @Test
    void takesNothingElse() {
        try (PipelineTest test = PipelineTest.of(pipeline())) {
            test.source("readings").send("boiler", "boiler warm");
            test.fails("readings", "decode");
            test.fails("readings", "decode");
            test.source("readings").send("boiler NaN");
            test.fails("average", "compute");
        }
    }
}
