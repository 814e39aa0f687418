#!/usr/bin/env bash
# Jackson reads a number of seconds that is too far away for an Instant as the first of January 1970.
#
# Versions: jackson-databind 3.1.4.
# Expected: a number that no Instant can have is refused, like 1e17 is: whoever counts by time must not count it somewhere.
# Instead:  from some size on it is taken for 0, without an error. In a stream by event time such an event opens a window in
#   1970, or is late, and nobody knows why.
# Seen:     1e9 -> 2001-09-09T01:46:40Z, 1e17 -> refused, 1e99999 -> 1970-01-01T00:00:00Z, -1e99999 -> 1970-01-01T00:00:00Z
# What to do: check the range of times that others send, or read numbers and make times of them.
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
maven tools.jackson.core:jackson-databind:3.1.4
cat >Reads.java <<'JAVA'
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class Reads {
    public static void main(String[] args) {
        JsonMapper mapper = JsonMapper.builder().build();
        for (String number : args) {
            String read;
            try {
                read = mapper.readValue(number, Instant.class).toString();
            } catch (JacksonException | java.time.DateTimeException e) {
                read = "refused";
            }
            System.out.println(number + " -> " + read);
        }
    }
}
JAVA
seen=$("$java" -cp 'lib/*' Reads.java 1e9 1e17 1e99999 -1e99999)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
1e9 -> 2001-09-09T01:46:40Z
1e17 -> refused
1e99999 -> 1970-01-01T00:00:00Z
-1e99999 -> 1970-01-01T00:00:00Z
EXPECTED
