#!/usr/bin/env bash
# One record that a Kafka broker refuses takes the good records of its batch with it.
#
# Versions: kafka-clients and broker 4.1.1 (spring-kafka-test 4.0.0), all settings at their defaults.
# Expected: of five records, the one whose time is two hours ahead is refused (since Kafka 4.0 a topic takes at most
#   one hour, message.timestamp.after.max.ms); the other four are stored. The same for one record without a key on
#   a compacted topic.
# Instead:  all five are refused and none is stored. The four good ones fail with a bare KafkaException, which is not
#   retriable, so neither the client nor idempotence sends them again. What is sent next is stored: a sink that only
#   logs failures has lost the records of four devices because the clock of a fifth is wrong.
# Seen:     clock: 1 KafkaException, 2 KafkaException, 3 InvalidTimestampException, 4 KafkaException,
#             5 KafkaException, 6 stored
#           no key: the same with 3 InvalidRecordException
# What to do: check or clamp the time, and the key, before send(). Treat a KafkaException that says "part of a batch"
#   as "try this record again", and stop the stream if order matters. Or set the topic's message.timestamp.after.max.ms.
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

maven org.springframework.kafka:spring-kafka-test:4.0.0
cat >Batch.java <<'JAVA'
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class Batch {
    static final long NOW = System.currentTimeMillis();

    public static void main(String[] args) throws Exception {
        var broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.afterPropertiesSet();
        Map<String, Object> config = Map.of("bootstrap.servers", broker.getBrokersAsString(), "linger.ms", 1000);
        try (var admin = Admin.create(config);
                var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(
                    new NewTopic("clock", 1, (short) 1),
                    new NewTopic("no-key", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")))).all().get();
            send(producer, "clock", new ProducerRecord<>("clock", null, NOW + 7_200_000, "3", "reading"));
            send(producer, "no-key", new ProducerRecord<>("no-key", null, NOW, null, "reading"));
        }
        broker.destroy();
    }

    static void send(Producer<String, String> producer, String topic, ProducerRecord<String, String> third)
            throws Exception {
        var results = new ArrayList<Future<RecordMetadata>>();
        for (int i = 1; i <= 6; i++) {
            results.add(producer.send(i == 3 ? third : new ProducerRecord<>(topic, null, NOW, "" + i, "reading")));
            if (i == 5) producer.flush(); // the first five are one batch
        }
        producer.flush();
        for (int i = 1; i <= 6; i++) {
            String result;
            try { results.get(i - 1).get(); result = "stored"; }
            catch (ExecutionException e) { result = e.getCause().getClass().getSimpleName(); }
            System.out.println(topic + " " + i + " " + result);
        }
    }
}
JAVA
timeout 180 "$java" -Xmx256m -Djava.io.tmpdir="$dir" -cp 'lib/*' Batch.java 2>log | grep -E '^(clock|no-key) ' | tee seen ||
    { cat log >&2; exit 2; }
for topic in clock:InvalidTimestampException no-key:InvalidRecordException; do
    for i in 1:KafkaException 2:KafkaException "3:${topic#*:}" 4:KafkaException 5:KafkaException 6:stored; do
        echo "${topic%:*} ${i/:/ }"; done; done | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
