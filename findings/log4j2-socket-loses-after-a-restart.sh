#!/usr/bin/env bash
# After a restart of the receiver Log4j2's Socket appender drops events for 30 s, whatever immediateFail says.
#
# Versions: log4j-core 2.25.2, <Socket protocol="TCP"> with a PatternLayout. <Syslog protocol="TCP"> does the same.
# Expected: a receiver that is back after a moment costs the events of that moment. With immediateFail="false" a
#   thread that logs waits for the new connection, as it does when the receiver is missing at the start.
# Instead:  the first event after the restart is written into the dead connection and lost without an error. The next
#   one fails, and the next attempt to connect comes reconnectionDelayMillis later, by default 30 s. All events until
#   then are dropped, though the receiver is there. immediateFail="false" changes nothing: the appender asks for it
#   only while it has never been connected. The application sees no exception.
# Seen:     default:                        received 1 2, lost 3-8
#           immediateFail='false':          received 1 2, lost 3-8
#           reconnectionDelayMillis='100':  received 1 2 5 6 7 8, lost 3-4
# What to do: set reconnectionDelayMillis to a second or less, and number the events to see what is missing. Where
#   none may be lost, log to a file and ship that, or use an appender with a queue.
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

maven org.apache.logging.log4j:log4j-core:2.25.2
cat >Restart.java <<'JAVA'
import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

class Restart {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    public static void main(String[] args) throws Exception {
        for (String option : args) run(option);
    }

    static void run(String option) throws Exception {
        var server = new ServerSocket(0, 10, LOOPBACK);
        int port = server.getLocalPort();
        var xml = "<Configuration status='OFF'><Appenders><Socket name='S' host='127.0.0.1' port='" + port + "' " + option
                + "><PatternLayout pattern='%m%n'/></Socket></Appenders>"
                + "<Loggers><Root level='info'><AppenderRef ref='S'/></Root></Loggers></Configuration>";
        var context = new LoggerContext("finding");
        var source = new ConfigurationSource(new ByteArrayInputStream(xml.getBytes()));
        context.start(new XmlConfiguration(context, source));
        var received = new ConcurrentSkipListSet<String>();
        try (server; var connection = server.accept()) {
            var lines = new BufferedReader(new InputStreamReader(connection.getInputStream()));
            for (var n : List.of("1", "2")) { context.getLogger("x").info(n); received.add(lines.readLine()); }
        }
        for (var n : List.of("3", "4")) { Thread.sleep(500); context.getLogger("x").info(n); } // nobody is there
        try (var again = new ServerSocket(port, 10, LOOPBACK)) {
            Thread.ofPlatform().daemon().start(() -> {
                try (var connection = again.accept()) {
                    new BufferedReader(new InputStreamReader(connection.getInputStream())).lines().forEach(received::add);
                } catch (IOException closed) { }
            });
            Thread.sleep(3000); // the receiver is back
            for (var n : List.of("5", "6", "7", "8")) { context.getLogger("x").info(n); Thread.sleep(500); }
            context.stop();
            System.out.println((option.isEmpty() ? "default" : option) + ": received " + String.join(" ", received));
        }
    }
}
JAVA
timeout 120 "$java" -Xmx256m -cp 'lib/*' Restart.java '' "immediateFail='false'" "reconnectionDelayMillis='100'" | tee seen
printf '%s\n' "default: received 1 2" "immediateFail='false': received 1 2" \
    "reconnectionDelayMillis='100': received 1 2 5 6 7 8" | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
