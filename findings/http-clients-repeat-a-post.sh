#!/usr/bin/env bash
# OkHttp and curl send a POST again by themselves when its connection ends without an answer.
#
# Versions: OkHttp 5.1.0, Debian's curl 7.88.1; against java.net.http of Temurin 25.
# Expected: a POST is not idempotent: when the connection closes after one is sent, the client reports a failure and
#   the application decides. One call is one request.
# Instead:  both repeat a POST that is not the first on its connection. They take the end for that of an idle
#   connection, though the receiver has the whole request and may have stored it. A receiver that goes down between
#   storing and answering has the event twice, and the sender sees one success. A test with one request on each
#   connection does not show it. (HttpURLConnection repeats the first on a connection, too.)
# Seen:     OkHttp, curl     first on its connection: 1 received, failed   later: 2 received, sent
#           java.net.http    first on its connection: 1 received, failed   later: 1 received, failed
# What to do: give each event or batch a key by which the receiver drops repetitions. OkHttp stops it with
#   retryOnConnectionFailure(false), HttpURLConnection with setFixedLengthStreamingMode.
set -euo pipefail
command -v curl >/dev/null || apt-get install -y --no-install-recommends curl >&2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT; cd "$dir"
java=$(for j in java /usr/lib/jvm/*/bin/java; do # the newest there is
    v=$("$j" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
    if [ "${v:-0}" -ge 21 ]; then echo "$v $j"; fi
done | sort -n | tail -1 | cut -d' ' -f2)
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp-jvm</artifactId><version>5.1.0</version></dependency>
</dependencies></project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >&2
cat >Post.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.*;
class Post {
    interface Client { void post(String... urls) throws Exception; }

    public static void main(String[] args) throws Exception {
        var okhttp = new OkHttpClient();
        send("OkHttp", urls -> {
            var post = new Request.Builder().post(RequestBody.create("x".getBytes()));
            for (String url : urls) okhttp.newCall(post.url(url).build()).execute().close();
        });
        send("curl", urls -> {
            String command = "curl -sf -d x " + String.join(" ", urls);
            if (new ProcessBuilder(command.split(" ")).start().waitFor() != 0) throw new IOException();
        });
        var jdk = HttpClient.newHttpClient();
        send("java.net.http", urls -> {
            var post = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("x"));
            for (String url : urls) jdk.send(post.uri(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        });
        System.exit(0);
    }

    static void send(String name, Client client) throws Exception {
        for (boolean later : new boolean[] {false, true}) {
            var received = new AtomicInteger(); // requests for /x; the connection of the first of them ends after it
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                boolean end = exchange.getRequestURI().getPath().equals("/x") && received.incrementAndGet() == 1;
                if (!end) exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/", result = "sent";
            try {
                if (later) client.post(url + "before", url + "x"); else client.post(url + "x");
            } catch (IOException e) { result = "failed"; }
            System.out.print((later ? ", " : name + ": ") + received + " " + result + (later ? "\n" : ""));
            server.stop(0);
        }
    }
}
JAVA
timeout -k 5 120 "$java" -Xmx200m -cp 'lib/*' Post.java 2>log | tee seen || { cat log >&2; exit 2; }
printf '%s\n' 'OkHttp: 1 failed, 2 sent' 'curl: 1 failed, 2 sent' 'java.net.http: 1 failed, 1 failed' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
