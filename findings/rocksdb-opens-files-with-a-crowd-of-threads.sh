#!/usr/bin/env bash
# RocksDB starts fifteen threads for each column family when a database is opened, though each has a single file to open.
#
# Versions: rocksdbjni 11.8.1.
# Expected: max_file_opening_threads, 16 by default, is a limit for the database: eight column families with a file each are
#   opened by a few threads, and whoever has few files pays for few.
# Instead:  each column family starts as many as the option says less one, one family after the other, whatever it has to open.
#   With eight, that is a third of the time until a small database is open; who opens many small ones, as tests do, notices.
# Seen:     threads that the process has started while it opened: 121 to 128 with the default, 1 to 3 with 1
# What to do: set max_file_opening_threads to what the disk and the processors can use, or 1 where databases are small.
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
maven org.rocksdb:rocksdbjni:11.8.1
cat >Opens.java <<'JAVA'
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.FutureTask;
import org.rocksdb.*;

class Opens {
    static final List<ColumnFamilyDescriptor> FAMILIES = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        FAMILIES.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
        for (int i = 1; i < 8; i++) {
            FAMILIES.add(new ColumnFamilyDescriptor(("family " + i).getBytes()));
        }
        open(new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true)); // and a file in each
        say("default", open(new DBOptions()));
        say("1", open(new DBOptions().setMaxFileOpeningThreads(1)));
    }

    /** Returns how many threads were started meanwhile, by the numbers that the kernel gives them. */
    static long open(DBOptions options) throws Exception {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        long before = numberOfNewThread();
        try (RocksDB db = RocksDB.open(options, "db", FAMILIES, handles)) {
            long started = numberOfNewThread() - before - 1;
            for (ColumnFamilyHandle handle : handles) {
                db.put(handle, new byte[] {1}, new byte[] {1});
            }
            db.flush(new FlushOptions(), handles);
            handles.forEach(ColumnFamilyHandle::close);
            return started;
        }
    }

    static long numberOfNewThread() throws Exception {
        var number = new FutureTask<>(() ->
                Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString()));
        new Thread(number).start();
        return number.get();
    }

    static void say(String option, long started) {
        System.err.println(option + ": " + started);
        System.out.println(option + ": " + (started >= 8 * 15 ? "fifteen a family" : started < 60 ? "few" : started));
    }
}
JAVA
seen=$("$java" --enable-native-access=ALL-UNNAMED -cp 'lib/*' Opens.java)
echo "$seen"
[ "$seen" = 'default: fifteen a family
1: few' ] || { echo 'this has changed' >&2; exit 1; }
