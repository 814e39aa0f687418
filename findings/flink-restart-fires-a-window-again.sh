#!/usr/bin/env bash
# After a restart Flink knows no watermark, and a late record fires a finished window again with itself alone.
#
# Versions: Flink 2.3.0, tumbling event-time windows, checkpoints on, no allowed lateness.
# Expected: a window that has fired stays closed across a restart from a checkpoint, and what was late before the
#   restart is late after it. That is what "exactly once" says of the state.
# Instead:  the watermark is not in the checkpoint. After the restart event time begins anew with the first record. If
#   that is an old one, of a device that was offline or a lagging partition, it is not late: it opens the window a
#   second time, without what was in it, and at the next watermark the window fires with one record. A sink that
#   upserts by key and window replaces the complete result by that one. Nothing is in the late side output.
# Seen:     without a fault:   11 12 13, late 14, late 15, 25 26
#           with a restart:    11 12 13, late 14, 15, 25 26
# What to do: keep the highest watermark in operator state in front of the window, and divert what is older than that
#   after a restore. Or let the sink refuse a result of fewer records than the one it has.
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
cat >Restart.java <<'JAVA'
import java.time.Duration;
import java.util.List;
import java.util.concurrent.*;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.OutputTag;
class Restart {
    static final BlockingQueue<Integer> input = new LinkedBlockingQueue<>(); // times, -1 for a fault, 0 for the end
    static volatile int checkpoints;

    static class Source implements SourceFunction<Integer>, CheckpointListener {
        public void run(SourceContext<Integer> records) throws Exception {
            for (int time; (time = input.take()) != 0; records.collect(time))
                if (time < 0) throw new Exception("a fault");
        }
        public void cancel() { }
        public void notifyCheckpointComplete(long id) { checkpoints++; }
    }

    public static void main(String[] args) throws Exception {
        for (var times : List.of(List.of(11, 12, 13, 25, 14, 15, 26, 0), List.of(11, 12, 13, 25, 14, -1, 15, 26, 0))) {
            var flink = StreamExecutionEnvironment.createLocalEnvironment(1);
            flink.enableCheckpointing(200); // with which the job restarts after a fault
            var late = new OutputTag<String>("late") { };
            var windows = flink.addSource(new Source()).assignTimestampsAndWatermarks(
                    WatermarkStrategy.<Integer>forMonotonousTimestamps().withTimestampAssigner((time, t) -> time))
                .map(time -> time + "").windowAll(TumblingEventTimeWindows.of(Duration.ofMillis(10)))
                .sideOutputLateData(late).reduce((one, other) -> one + " " + other);
            windows.print();
            windows.getSideOutput(late).map(time -> "late " + time).print();
            var job = flink.executeAsync();
            for (int time : times) {
                input.add(time);
                int before = checkpoints;
                for (int i = 0; time != 0 && checkpoints < before + 3 && i < 6000; i++) Thread.sleep(10);
            }
            job.getJobExecutionResult().get();
        }
        System.exit(0);
    }
}
JAVA
"${java%java}javac" -nowarn -proc:none -d . -cp 'lib/*' Restart.java 2>log || { cat log >&2; exit 2; }
timeout -k 5 300 "$java" -Xmx400m -Djava.io.tmpdir="$dir" -cp '.:lib/*' Restart 2>log | tee seen ||
    { cat log >&2; exit 2; }
printf '%s\n' '11 12 13' 'late 14' 'late 15' '25 26' '11 12 13' 'late 14' 15 '25 26' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
