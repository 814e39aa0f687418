#!/usr/bin/env bash
# Some readers do not hand over a record that is complete until the next one, or 8 KB more, have arrived.
#
# Versions: Avro 1.12.0, univocity-parsers 2.9.1, Jackson CSV 2.20.0; against Commons CSV 1.14.1.
# Expected: a reader on a socket delivers a record when its last byte, or its line feed, is there.
# Instead:  Avro's DecoderFactory.binaryDecoder(InputStream), the one in every example, blocks until its buffer of
#   8,192 bytes is full or the stream ends: three records of 7 bytes wait for the sender to close. Jackson CSV
#   delivers a row when the next one begins, univocity's iterate() when the one after that does: the last of a burst
#   wait for the next burst, perhaps for hours. Tests with files, or with a sender that closes, see nothing of it.
# Seen:     reader                     records delivered after 1, 2, 3 records sent, and after the end
#           avro binaryDecoder         0 0 0 3
#           avro directBinaryDecoder   1 2 3 3
#           jackson csv, univocity     0 1 2 3, 0 0 1 3
#           commons csv                1 2 3 3
# What to do: directBinaryDecoder for Avro on a socket; better frames (a length, a line), and a decoder that gets
#   one frame at a time. Who writes to such a receiver cannot flush it: only the next record can.
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
maven com.fasterxml.jackson.core:jackson-databind:2.20.0 com.fasterxml.jackson.dataformat:jackson-dataformat-csv:2.20.0 \
    org.apache.avro:avro:1.12.0 com.univocity:univocity-parsers:2.9.1 org.apache.commons:commons-csv:1.14.1
cat >Readers.java <<'JAVA'
import com.fasterxml.jackson.dataformat.csv.*;
import java.io.*;
import java.net.*;

class Readers {
    interface Reader { void read(InputStream in, Runnable delivered) throws Exception; }

    static void run(String name, String record, Reader reader) throws Exception {
        try { reader.read(new ByteArrayInputStream(record.getBytes()), () -> { }); } catch (EOFException warmUp) { }
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var sender = new Socket(server.getInetAddress(), server.getLocalPort()); var receiver = server.accept()) {
            var delivered = new java.util.concurrent.atomic.AtomicInteger();
            var thread = Thread.ofPlatform().start(() -> {
                try { reader.read(receiver.getInputStream(), delivered::incrementAndGet); } catch (Exception end) { }
            });
            for (int i = 0; i < 3; i++) {
                sender.getOutputStream().write(record.getBytes());
                Thread.sleep(1500);
                name += " " + delivered;
            }
            sender.shutdownOutput();
            thread.join();
            System.out.println(name + " " + delivered);
        }
    }
    public static void main(String[] args) throws Exception {
        var avro = new org.apache.avro.generic.GenericDatumReader<Object>(new org.apache.avro.Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[{"name":"s","type":"string"},{"name":"i","type":"int"}]}"""));
        var decoders = org.apache.avro.io.DecoderFactory.get();
        run("binaryDecoder", "\nhello\16", (in, delivered) -> {
            for (var decoder = decoders.binaryDecoder(in, null); !decoder.isEnd(); delivered.run()) avro.read(null, decoder);
        });
        run("directBinaryDecoder", "\nhello\16", (in, delivered) -> {
            for (var decoder = decoders.directBinaryDecoder(in, null); ; delivered.run()) avro.read(null, decoder);
        });
        run("jackson", "hello,7\n", (in, delivered) -> new CsvMapper().readerForListOf(String.class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY).readValues(in).forEachRemaining(row -> delivered.run()));
        run("univocity", "hello,7\n", (in, delivered) -> new com.univocity.parsers.csv.CsvParser(
                new com.univocity.parsers.csv.CsvParserSettings()).iterate(in).forEach(row -> delivered.run()));
        run("commons", "hello,7\n", (in, delivered) -> org.apache.commons.csv.CSVFormat.DEFAULT
                .parse(new InputStreamReader(in)).forEach(row -> delivered.run()));
    }
}
JAVA
timeout 120 "$java" -Xmx256m -cp 'lib/*' Readers.java 2>log | tee seen || { cat log >&2; exit 2; }
printf '%s\n' 'binaryDecoder 0 0 0 3' 'directBinaryDecoder 1 2 3 3' 'jackson 0 1 2 3' 'univocity 0 0 1 3' \
    'commons 1 2 3 3' | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
