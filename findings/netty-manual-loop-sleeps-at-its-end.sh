#!/usr/bin/env bash
# Netty's event loop that the user drives sleeps on the user's thread when it ends, and with a clock that stands still never ends.
#
# Versions: Netty 4.2.17.Final, ManualIoEventLoop with LocalIoHandler and a MockTicker.
# Expected: runNow() does not block, says its documentation; after shutdownGracefully(0, 0, NANOSECONDS), which asks for no
#   quiet period and no time-out, the next runNow() ends a loop that has nothing to run.
# Instead:  runNow() sleeps for 100 ms, by the real clock, whatever the ticker says, since 0 ns of quiet are not more than a
#   quiet period of 0 ns. The loop ends only when the ticker has moved between two calls; with one that stands still, as in
#   a test that holds time, never. shutdown(), which is deprecated, ends it at once.
# Seen:     graceful, ticker stands still: not terminated after 5 runs, each of 100 ms or more
#           shutdown():                    terminated after 1 run, of less than 100 ms
# What to do: drive such loops in tests with shutdown(), or advance the ticker before each run and allow 100 ms a loop.
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
maven io.netty:netty-transport:4.2.17.Final
cat >Ends.java <<'JAVA'
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

class Ends {
    public static void main(String[] args) {
        run("graceful", loop -> loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS));
        run("shutdown", ManualIoEventLoop::shutdown);
    }

    static void run(String how, java.util.function.Consumer<ManualIoEventLoop> end) {
        var loop = new ManualIoEventLoop(
                null, Thread.currentThread(), LocalIoHandler.newFactory(), Ticker.newMockTicker());
        loop.runNow();
        end.accept(loop);
        int runs = 0;
        boolean slow = true;
        while (runs < 5 && !loop.isTerminated()) {
            long begun = System.nanoTime();
            loop.runNow();
            slow &= System.nanoTime() - begun >= 100_000_000;
            runs++;
        }
        System.out.println(how + ": terminated " + loop.isTerminated() + ", runs " + runs + ", each slow " + slow);
    }
}
JAVA
seen=$("$java" -cp 'lib/*' Ends.java 2>/dev/null)
echo "$seen"
[ "$seen" = 'graceful: terminated false, runs 5, each slow true
shutdown: terminated true, runs 1, each slow false' ] || { echo 'this has changed' >&2; exit 1; }
