#!/usr/bin/env bash
# Flink's late side output says nothing of a record that sliding windows have lost in part.
#
# Versions: Flink 2.3.0, SlidingEventTimeWindows of 30 ms every 10 ms, sideOutputLateData, no allowed lateness.
# Expected: what a window has lost because of lateness is in the late side output, or in numLateRecordsDropped.
# Instead:  a record goes there only if all its windows are closed. If one of its windows is open, it is counted in
#   that one, missing in the others, and reported nowhere. With a window of an hour every 5 minutes, a record that
#   is up to 55 minutes late is missing in up to 11 of 12 results while the side output is empty: "no late data".
# Seen:     records 10 41 25 3 70, watermark one below the highest:
#           25 is in [20,50) but not in [0,30) and [10,40); late: 3
# What to do: compare the record's time with ctx.timerService().currentWatermark() in a function before the window, and
#   report it there as soon as its oldest window is closed. Or count in tumbling panes and add those up.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT; cd "$dir"
maven() { # the jars of each group:artifact:version and of what it needs, into lib
    local id='s|(.*):(.*):(.*)|<groupId>\1</groupId><artifactId>\2</artifactId><version>\3</version>|' name
    { echo "<project><modelVersion>4.0.0</modelVersion>$(sed -E "$id" <<<finding:finding:1)<dependencies>"
      for name; do echo "<dependency>$(sed -E "$id" <<<"$name")</dependency>"; done
      echo '</dependencies></project>'; } >pom.xml
    mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >&2
}
java=$(for j in java /usr/lib/jvm/*/bin/java; do # the newest there is
    v=$("$j" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
    if [ "${v:-0}" -ge 21 ]; then echo "$v $j"; fi
done | sort -n | tail -1 | cut -d' ' -f2)
maven org.apache.flink:flink-streaming-java:2.3.0 org.apache.flink:flink-clients:2.3.0
cat >Late.java <<'JAVA'
import java.time.Duration;
import org.apache.flink.api.common.eventtime.*;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.*;

class Late {
    /** A watermark behind each record, one below the highest time. */
    static class Each implements WatermarkGenerator<Long> {
        public void onEvent(Long record, long time, WatermarkOutput out) { out.emitWatermark(new Watermark(time - 1)); }
        public void onPeriodicEmit(WatermarkOutput out) { }
    }

    static class Print extends ProcessAllWindowFunction<Long, String, TimeWindow> {
        public void process(Context context, Iterable<Long> records, Collector<String> out) {
            out.collect("[" + context.window().getStart() + "," + context.window().getEnd() + "): " + records);
        }
    }

    public static void main(String[] args) throws Exception {
        var flink = StreamExecutionEnvironment.createLocalEnvironment(1);
        var late = new OutputTag<Long>("late") { };
        var windows = flink.fromData(10L, 41L, 25L, 3L, 70L).assignTimestampsAndWatermarks(
                WatermarkStrategy.<Long>forGenerator(c -> new Each()).withTimestampAssigner((record, t) -> record))
            .windowAll(SlidingEventTimeWindows.of(Duration.ofMillis(30), Duration.ofMillis(10)))
            .sideOutputLateData(late).process(new Print());
        windows.getSideOutput(late).map(record -> "late: " + record).union(windows).print();
        flink.execute();
        System.exit(0);
    }
}
JAVA
"${java%java}javac" -nowarn -proc:none -d . -cp 'lib/*' Late.java 2>log || { cat log >&2; exit 2; }
timeout -k 5 120 "$java" -Xmx400m -Djava.io.tmpdir="$dir" -cp '.:lib/*' Late 2>log >out || { cat log >&2; exit 2; }
grep -v '\[70\]' out | LC_ALL=C sort | tee seen
diff - seen <<'SEEN' || { echo 'the behaviour has changed' >&2; exit 1; }
[-10,20): [10]
[0,30): [10]
[10,40): [10]
[20,50): [41, 25]
[30,60): [41]
[40,70): [41]
late: 3
SEEN
