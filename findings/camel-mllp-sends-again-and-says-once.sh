#!/usr/bin/env bash
# Camel's HL7 sender repeats a message by itself when the receiver ends before the acknowledgement.
#
# Versions: Camel 4.16.0, camel-mllp as a producer; no redelivery configured.
# Expected: a receiver that takes a message and goes down before its ACK is an exception for the sender, which decides
#   whether to repeat. One send() is one message on the wire.
# Instead:  the producer connects again and sends the message once more within the same send(). The receiver has it
#   twice, with the same MSH-10, and the application, whose send() returns normally, does not know. If the ACK is only
#   late (receiveTimeout, 15 s by default), the message is not repeated, the connection is closed, and send() fails
#   though the receiver works on it: there the route's own retry makes the double.
# Seen:     closed before the ACK:  received M1 M1 M2, sent M1 ok M2 ok
#           ACK late:               received M1 M2, sent M1 MllpAcknowledgementTimeoutException M2 ok
# What to do: the receiver drops what it has had, by sender (MSH-3, MSH-4) and control ID (MSH-10), and keeps these for
#   longer than it takes to restart; it answers a repeated message as it did the first.
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
maven org.apache.camel:camel-core:4.16.0 org.apache.camel:camel-direct:4.16.0 org.apache.camel:camel-mllp:4.16.0
cat >Mllp.java <<'JAVA'
import java.io.*;
import java.net.*;
import java.util.*;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

class Mllp {
    public static void main(String[] args) throws Exception {
        for (var fault : List.of("closed", "late")) {
            var received = new java.util.concurrent.CopyOnWriteArrayList<String>();
            var sent = new ArrayList<String>();
            try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                    var camel = new DefaultCamelContext()) {
                Thread.ofPlatform().daemon().start(() -> {
                    while (!server.isClosed())
                        try (var connection = server.accept()) { receive(connection, received, fault); }
                        catch (IOException ended) { }
                });
                var to = "mllp://127.0.0.1:" + server.getLocalPort() + "?receiveTimeout=3000";
                RouteBuilder.addRoutes(camel, route -> route.from("direct:send").to(to));
                camel.start();
                for (var id : List.of("M1", "M2"))
                    try {
                        camel.createProducerTemplate().sendBody("direct:send",
                                "MSH|^~\\&|LAB|A|EHR|B|20260101||ORU^R01|" + id + "|P|2.5\rPID|1\r");
                        sent.add(id + " ok");
                    } catch (Exception e) { sent.add(id + " " + e.getCause().getClass().getSimpleName()); }
            }
            System.out.println(fault + ": received " + received + " sent " + sent);
        }
        System.exit(0);
    }

    /** Takes messages, and lets the first of all wait for its acknowledgement, or never have it. */
    static void receive(Socket connection, List<String> received, String fault) throws IOException {
        for (var in = new Scanner(connection.getInputStream()).useDelimiter("\u001c\r"); in.hasNext(); ) {
            var id = in.next().split("\\|")[9];
            received.add(id);
            if (received.size() == 1 && fault.equals("closed")) return;
            try { if (received.size() == 1) Thread.sleep(4500); } catch (InterruptedException e) { }
            var ack = "\u000bMSH|^~\\&|EHR|B|LAB|A|20260101||ACK|1|P|2.5\rMSA|AA|" + id + "\r\u001c\r";
            connection.getOutputStream().write(ack.getBytes());
        }
    }
}
JAVA
timeout 120 "$java" -Xmx256m -cp 'lib/*' Mllp.java 2>log | tee seen || { cat log >&2; exit 2; }
printf '%s\n' 'closed: received [M1, M1, M2] sent [M1 ok, M2 ok]' \
    'late: received [M1, M2] sent [M1 MllpAcknowledgementTimeoutException, M2 ok]' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
