#!/usr/bin/env bash
# With default settings the Java client reads what a transaction has taken back, and kafkajs does not.
#
# Versions: kafka-clients and broker 4.1.1 (spring-kafka-test 4.0.0), npm kafkajs 2.2.4.
# Expected: two consumers of a topic, both with their defaults, see the same records.
# Instead:  the Java consumer's isolation.level is read_uncommitted: it delivers records of aborted transactions and of
#   those still open, so each output of a failed attempt beside that of its repetition. kafkajs asks for read_committed,
#   and stands still at an open transaction, which looks like lag. A transactional sink that is checked with a Node.js
#   tool is "exactly once", and is not for the Java consumers in production that were left at their defaults.
# Seen:     java:    paid aborted again open
#           kafkajs: paid again
#           java with isolation.level=read_committed: paid again
# What to do: isolation.level=read_committed in each Java consumer of a topic that has transactional writers.
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
npm install --silent --no-fund --no-audit kafkajs@2.2.4 >&2
cat >read.js <<'JS'
const kafka = new (require('kafkajs').Kafka)({ brokers: [process.argv[2]], logLevel: 0 });
const consumer = kafka.consumer({ groupId: 'kafkajs' }), seen = ['kafkajs:'];
const end = () => { console.log(seen.join(' ')); process.exit(); };
const eachMessage = async ({ message }) => {
    if (seen.push(message.value) == 3) setTimeout(end, 5000); // time for what must not come
};
consumer.connect().then(() => consumer.subscribe({ topic: 't', fromBeginning: true })).then(() => consumer.run({ eachMessage }));
setTimeout(end, 60000);
JS
cat >Read.java <<'JAVA'
import java.util.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
class Read {
    public static void main(String[] args) throws Exception {
        var broker = new EmbeddedKafkaKraftBroker(1, 1, "t");
        for (var name : List.of("replication.factor", "min.isr")) broker.brokerProperty("transaction.state.log." + name, "1");
        broker.afterPropertiesSet();
        String address = broker.getBrokersAsString();
        Map<String, Object> config = Map.of("bootstrap.servers", address, "transactional.id", "sink");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            for (var value : List.of("paid", "aborted", "again", "open")) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", value)).get();
                if (value.equals("aborted")) producer.abortTransaction();
                else if (!value.equals("open")) producer.commitTransaction();
            }
            read("java", Map.of("bootstrap.servers", address));
            read("java read_committed", Map.of("bootstrap.servers", address, "isolation.level", "read_committed"));
            new ProcessBuilder("node", "read.js", address).inheritIO().start().waitFor();
        }
        broker.destroy();
    }
    static void read(String name, Map<String, Object> config) {
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new org.apache.kafka.common.TopicPartition("t", 0)));
            consumer.seekToBeginning(consumer.assignment());
            for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; )
                for (var record : consumer.poll(java.time.Duration.ofMillis(200))) name += " " + record.value();
        }
        System.out.println(name);
    }
}
JAVA
timeout 240 "$java" -Xmx256m -Djava.io.tmpdir=. -cp 'lib/*' Read.java 2>log | grep -E '^(java|kafkajs)' | tee seen
printf '%s\n' 'java paid aborted again open' 'java read_committed paid again' 'kafkajs: paid again' | diff - seen ||
    { echo 'the behaviour has changed' >&2; exit 1; }
