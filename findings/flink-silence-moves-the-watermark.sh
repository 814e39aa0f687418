#!/usr/bin/env bash
# When all inputs of a Flink job are idle, event time jumps to that of the furthest one, and the others are late.
#
# Versions: Flink 2.3.0, two sources, watermarks withIdleness. Two partitions of one Kafka source do the same, with
#   one reader as with two.
# Expected: the watermark is the lowest of the inputs that are not idle. When none is left it stays where it is: while
#   nothing arrives, no event time passes and nothing becomes late.
# Instead:  when the last input falls idle, the watermark becomes the highest of all. A pause of everything that is
#   longer than the idleness (the night, a maintenance of the broker, an outage upstream) closes the windows of the
#   slower input, which was never idle while there was traffic: what it sends next, in order, is dropped as late.
# Seen:     a 100, b 50, b 50 while a is idle: watermark 49;  b 60 after a silence of both: watermark 99, late
# What to do: take an idleness longer than any pause that all inputs have together, or allow lateness for as much as
#   they can lie apart. Count late records, and look at the first minute after a pause.
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
cat >Silence.java <<'JAVA'
import java.time.Duration;
import java.util.concurrent.*;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.util.Collector;
class Silence {
    static final BlockingQueue<Long> a = new LinkedBlockingQueue<>(), b = new LinkedBlockingQueue<>(), // times to send
            watermarks = new LinkedBlockingQueue<>(); // at each record that has arrived

    record Source(boolean first) implements SourceFunction<Long> {
        public void run(SourceContext<Long> records) throws Exception {
            for (long time; (time = (first ? a : b).take()) > 0; ) records.collect(time);
        }
        public void cancel() { }
    }

    static class Arrive extends ProcessFunction<Long, Long> {
        public void processElement(Long time, Context context, Collector<Long> out) {
            watermarks.add(context.timerService().currentWatermark());
        }
    }

    public static void main(String[] args) throws Exception {
        var flink = StreamExecutionEnvironment.createLocalEnvironment(1);
        var times = WatermarkStrategy.<Long>forMonotonousTimestamps().withTimestampAssigner((time, t) -> time)
            .withIdleness(Duration.ofSeconds(2));
        flink.addSource(new Source(true)).assignTimestampsAndWatermarks(times)
            .union(flink.addSource(new Source(false)).assignTimestampsAndWatermarks(times)).process(new Arrive());
        var job = flink.executeAsync();
        send(a, 100);
        for (int i = 0; i < 60; i++, Thread.sleep(100)) send(b, 50); // for 6 s, in which a becomes idle
        System.out.println("b 50 while a is idle: watermark " + send(b, 50));
        Thread.sleep(6000);
        System.out.println("b 60 after the silence: watermark " + send(b, 60));
        a.add(0L); b.add(0L);
        job.getJobExecutionResult().get();
        System.exit(0);
    }
    static long send(BlockingQueue<Long> source, long time) throws InterruptedException {
        source.add(time);
        return watermarks.poll(60, TimeUnit.SECONDS);
    }
}
JAVA
"${java%java}javac" -nowarn -proc:none -d . -cp 'lib/*' Silence.java 2>log || { cat log >&2; exit 2; }
timeout -k 5 180 "$java" -Xmx400m -Djava.io.tmpdir="$dir" -cp '.:lib/*' Silence 2>log | tee seen ||
    { cat log >&2; exit 2; }
printf '%s\n' 'b 50 while a is idle: watermark 49' 'b 60 after the silence: watermark 99' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
