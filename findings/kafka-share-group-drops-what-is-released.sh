#!/usr/bin/env bash
# A Kafka share group drops a record that has been handed out five times, and says so to nobody.
#
# Versions: kafka-clients and broker 4.1.1 (spring-kafka-test 4.0.0), share.acknowledgement.mode=explicit.
# Expected: RELEASE means "not now": the record is handed out again until somebody accepts or rejects it. Kafka keeps
#   what a group has not acknowledged, as a consumer group's offset does.
# Instead:  the fifth delivery is the last (group.share.delivery.attempt.limit). A release after it archives the record,
#   without an error or a dead letter topic. As nothing waits between two deliveries, a consumer that releases while
#   its database is away has soon used them up, for each record it fetches. What a consumer has not acknowledged when
#   it closes, or within the 30 s of the lock, counts as released, too.
# Seen:     records 1 2 3, 2 always released: delivered 1 2 3 2 2 2 2, then nothing in 20 s
# What to do: release only what another consumer may do better now. Look at deliveryCount(), and write the record to a
#   topic of one's own before its last delivery is given back. Keep what must arrive in a consumer group.
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
cat >Share.java <<'JAVA'
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.*;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class Share {
    public static void main(String[] args) throws Exception {
        var broker = new EmbeddedKafkaKraftBroker(1, 1, "t");
        broker.brokerProperties(Map.of("group.coordinator.rebalance.protocols", "classic,consumer,share",
                "share.coordinator.state.topic.replication.factor", "1", "share.coordinator.state.topic.min.isr", "1"));
        broker.afterPropertiesSet();
        var kafka = Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString(), "group.id", "g",
                "share.acknowledgement.mode", "explicit");
        try (var admin = Admin.create(kafka)) {
            var earliest = new ConfigEntry("share.auto.offset.reset", "earliest");
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, "g"),
                    List.of(new AlterConfigOp(earliest, AlterConfigOp.OpType.SET)))).all().get();
        }
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            for (var value : List.of("1", "2", "3")) producer.send(new ProducerRecord<>("t", value)).get();
        }
        var delivered = new ArrayList<String>();
        try (var consumer = new KafkaShareConsumer<>(kafka, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("t"));
            for (int quiet = 0, polls = 0; (delivered.size() < 7 ? polls < 120 : quiet < 20); quiet++, polls++) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    delivered.add(record.value());
                    quiet = 0;
                    boolean release = record.value().equals("2");
                    consumer.acknowledge(record, release ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
                }
                consumer.commitSync();
            }
        }
        System.out.println("delivered " + String.join(" ", delivered));
        broker.destroy();
        System.exit(0);
    }
}
JAVA
timeout -k 5 240 "$java" -Xmx300m -Djava.io.tmpdir="$dir" -cp 'lib/*' Share.java 2>log | grep ^delivered | tee seen ||
    { cat log >&2; exit 2; }
echo 'delivered 1 2 3 2 2 2 2' | diff - seen || { echo 'the behaviour has changed' >&2; exit 1; }
