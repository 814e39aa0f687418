#!/usr/bin/env bash
# At the end of its input Flink's asynchronous operator gives up its retries, and drops what is unanswered.
#
# Versions: Flink 2.3.0, AsyncDataStream.unorderedWaitWithRetry, 5 attempts 5 s apart, retry on an empty result.
# Expected: each record has its five attempts before its result counts as final; the job ends when the last record is
#   answered. So the tail of a bounded input, a backfill, or a job stopped with --drain is treated like the rest.
# Instead:  when the input ends, every record that waits for its next attempt is tried once more at once, without the
#   delay, and that attempt is its last. A service that is busy for ten seconds costs all records of that moment: the
#   empty result is emitted as the final one, nothing comes out, and the job ends as FINISHED. While the input is
#   open, the same records are answered at their fourth attempt. (With retries on exceptions the job fails.)
# Seen:     input ends:         calls 2 2 2, answered 0
#           input stays open:   calls 4 4 4, answered 3
# What to do: let the function end a failed lookup with a marked result, and count or divert these behind it; keep
#   the input of a backfill open until all is answered; retry within the function where the end must not cut it.
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
cat >Retries.java <<'JAVA'
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.*;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.streaming.util.retryable.*;

class Retries {
    static final Map<Integer, Integer> calls = new ConcurrentSkipListMap<>();
    static final AtomicInteger answered = new AtomicInteger();

    record Source(boolean open) implements SourceFunction<Integer> {
        public void run(SourceContext<Integer> records) throws Exception {
            for (int n = 1; n <= 3; n++) records.collect(n);
            while (open && answered.get() < 3) Thread.sleep(10);
        }
        public void cancel() { }
    }

    static class Service extends RichAsyncFunction<Integer, String> { // busy for the first three calls of each record
        public void asyncInvoke(Integer record, ResultFuture<String> result) {
            boolean busy = calls.merge(record, 1, Integer::sum) < 4;
            if (!busy) answered.incrementAndGet();
            result.complete(busy ? List.of() : List.of("answer " + record));
        }
    }

    public static void main(String[] args) throws Exception {
        for (boolean open : new boolean[] {false, true}) {
            calls.clear();
            var flink = StreamExecutionEnvironment.createLocalEnvironment(1);
            var retries = new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<String>(5, 5_000)
                    .ifResult(RetryPredicates.EMPTY_RESULT_PREDICATE).build();
            var answers = AsyncDataStream.unorderedWaitWithRetry(flink.addSource(new Source(open)), new Service(), 10,
                    TimeUnit.MINUTES, 100, retries);
            int count = 0;
            try (var all = answers.executeAndCollect()) { for (; all.hasNext(); all.next()) count++; }
            System.out.println((open ? "open" : "ended") + ": calls " + calls.values() + ", answered " + count);
        }
        System.exit(0);
    }
}
JAVA
"${java%java}javac" -nowarn -proc:none -d . -cp 'lib/*' Retries.java 2>log || { cat log >&2; exit 2; }
timeout -k 5 180 "$java" -Xmx400m -Djava.io.tmpdir="$dir" -cp '.:lib/*' Retries 2>log | tee seen ||
    { cat log >&2; exit 2; }
printf '%s\n' 'ended: calls [2, 2, 2], answered 0' 'open: calls [4, 4, 4], answered 3' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
