#!/usr/bin/env bash
# Flink's socket source glues the half line of a lost connection to the first line of the next one.
#
# Versions: Flink 2.1.0, socketTextStream(host, port, "\n", 3) in a local environment.
# Expected: a sender that ends in the middle of a line leaves a half line, which is dropped or delivered by itself;
#   the next connection begins with a new line.
# Instead:  one buffer outlives the connections as long as retries are left. "temp=" and the whole line "ann=1" of the
#   next connection become the event "temp=ann=1", which no sender has sent: one good line is lost, a wrong one
#   is counted, and nothing is logged. Without retries (0) the half line is delivered as an event.
# Seen:     temp=21, temp=ann=1, bob=2, cutcarol=3; without retries: temp=21, temp=
# What to do: do not let such a source read what a sender repeats or resumes; write a source that clears its buffer at
#   each connection. Whoever sends to one: end with a line feed, or begin a connection after a broken one with one, so
#   that the halves stay apart.
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

maven org.apache.flink:flink-streaming-java:2.1.0 org.apache.flink:flink-clients:2.1.0
cat >Lines.java <<'JAVA'
import java.net.*;
import java.util.*;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

class Lines {
    public static void main(String[] args) throws Exception {
        read(3, "temp=21\ntemp=", "ann=1\nbob=2\ncut", "carol=3\n");
        read(0, "temp=21\ntemp=");
        System.exit(0);
    }

    /** Serves each text on a connection of its own, and prints what the source makes of them. */
    static void read(int retries, String... texts) throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (String text : texts)
                        try (var connection = server.accept()) { connection.getOutputStream().write(text.getBytes()); }
                    server.close(); // the source ends when its retries are used up
                } catch (Exception e) { e.printStackTrace(); }
            });
            var flink = StreamExecutionEnvironment.createLocalEnvironment(1);
            var lines = flink.socketTextStream("127.0.0.1", server.getLocalPort(), "\n", retries);
            try (var events = lines.executeAndCollect()) {
                while (events.hasNext()) System.out.println(retries + " retries: " + events.next());
            }
        }
    }
}
JAVA
timeout 180 "$java" -Xmx400m -Djava.io.tmpdir="$dir" -cp 'lib/*' Lines.java 2>log | grep ' retries: ' | tee seen ||
    { cat log >&2; exit 2; }
diff - seen <<'SEEN' || { echo 'the behaviour has changed' >&2; exit 1; }
3 retries: temp=21
3 retries: temp=ann=1
3 retries: bob=2
3 retries: cutcarol=3
0 retries: temp=21
0 retries: temp=
SEEN
