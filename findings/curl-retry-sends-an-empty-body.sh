#!/usr/bin/env bash
# curl -T - --retry sends an empty body at its second attempt, and reports success.
#
# Versions: Debian's curl 7.88.1.
# Expected: a retry of an upload from standard input sends the same body again, or fails because it cannot.
# Instead:  the first attempt reads standard input to its end. If the receiver answers 429 or 503 (or 408, 500, 502,
#   504), as an overloaded one or one that restarts does, the next attempt finds nothing left, sends an empty chunked
#   body, gets its 200, and curl ends with 0. The batch is gone, and neither side reports it. --data-binary @- and
#   -T FILE repeat the body.
# Seen:     -T -               attempts 24 0, exit 0
#           --data-binary @-   attempts 24 24, exit 0
#           -T FILE            attempts 24 24, exit 0
# What to do: write the batch to a file and send that, or use --data-binary @-, which keeps the body in memory. A
#   receiver of batches answers an empty body with a 4xx, so that the sender's script sees a failure.
set -euo pipefail
command -v curl >/dev/null || apt-get install -y --no-install-recommends curl >&2
dir=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait; fi; rm -rf "$dir"' EXIT; cd "$dir"
java=$(for j in java /usr/lib/jvm/*/bin/java; do # the newest there is
    v=$("$j" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
    if [ "${v:-0}" -ge 21 ]; then echo "$v $j"; fi
done | sort -n | tail -1 | cut -d' ' -f2)

cat >Receiver.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.*;
import java.nio.file.*;
import java.util.*;

/** Answers the first request for each path with 503 and the others with 200, and notes the size of each body. */
class Receiver {
    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var paths = new HashSet<String>();
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            int size = exchange.getRequestBody().readAllBytes().length;
            var file = Path.of(path.substring(1));
            Files.writeString(file, " " + size, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            exchange.sendResponseHeaders(paths.add(path) ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
        Files.writeString(Path.of("port.new"), "" + server.getAddress().getPort());
        Files.move(Path.of("port.new"), Path.of("port"));
    }
}
JAVA
"$java" -Xmx100m Receiver.java & server=$!
for _ in {1..600}; do if [ -e port ]; then break; fi; sleep 0.1; done

printf '{"n":1}\n{"n":2}\n{"n":3}\n' >batch
try() { # NAME OPTIONS
    local name=$1 exit=0; shift
    timeout 60 curl -s --retry 2 --retry-delay 1 "$@" "http://127.0.0.1:$(cat port)/$name" <batch || exit=$?
    echo "$name: attempts$(cat "$name"), exit $exit" | tee -a seen
}
try stdin -T - -X POST
try data --data-binary @-
try file -T batch
diff - seen <<'SEEN' || { echo 'the behaviour has changed' >&2; exit 1; }
stdin: attempts 24 0, exit 0
data: attempts 24 24, exit 0
file: attempts 24 24, exit 0
SEEN
