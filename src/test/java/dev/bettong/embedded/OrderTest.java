package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Events of one connection stay in order on their way through the same keys. */
class OrderTest {

    private static final int CONNECTIONS = 4;
    private static final int EVENTS = 200_000;
    private static final int KEYS = 37;

    /** An event, numbered by its connection, with the keys of two partitionings. */
    private record Event(String connection, long number, String first, String second) {

        static Event of(String line) {
            String[] parts = line.split(" ", -1);
            return new Event(parts[0], Long.parseLong(parts[1]), parts[2], parts[3]);
        }

        String way() {
            return connection + " " + first + " " + second;
        }
    }

    /** The last number on each way that leads through the key that owns this. */
    private static final class Last {

        private final Map<String, Long> byWay = new HashMap<>();

        boolean inOrder(Event event) {
            Long before = byWay.put(event.way(), event.number());
            return before == null || before < event.number();
        }
    }

    @Test
    void keepsTheOrderOfAConnectionThroughTwoPartitionings() throws Exception {
        AtomicLong outOfOrder = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        Pipeline pipeline = Pipeline.named("order")
                .from(Source.tcp("in", Decoder.lines(bytes -> Event.of(new String(bytes, UTF_8)))))
                .partition(Event::first)
                .computeState("first", State.named("first", Last.class, Last::new), (event, last) -> {
                    count(outOfOrder, last, event);
                    return Outcome.changed(event);
                })
                .partition(Event::second)
                .computeState("second", State.named("second", Last.class, Last::new), (event, last) -> {
                    count(outOfOrder, last, event);
                    seen.incrementAndGet();
                    return Outcome.changed(event);
                })
                .to(Sink.tcp("out", (Encoder<Event>) event -> null));

        try (CountingSink sink = new CountingSink();
                RunningPipelines pipelines = RunningPipelines.with(4).run(sink.port(), pipeline);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = pipelines.port();
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                String connection = "c" + i;
                sent.add(senders.submit(() -> {
                    send(connection, port);
                    return null;
                }));
            }
            for (Future<?> each : sent) {
                each.get();
            }
            await().atMost(RunningPipelines.DEADLINE).until(() -> seen.get() == (long) CONNECTIONS * EVENTS);
        }
        assertThat(outOfOrder).hasValue(0);
    }

    private static void count(AtomicLong outOfOrder, Last last, Event event) {
        if (!last.inOrder(event)) {
            outOfOrder.incrementAndGet();
        }
    }

    private static void send(String connection, int port) throws IOException {
        SplittableRandom random = new SplittableRandom(connection.hashCode());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var out = new BufferedOutputStream(socket.getOutputStream())) {
            for (long number = 0; number < EVENTS; number++) {
                String line =
                        "%s %d a%d b%d\n".formatted(connection, number, random.nextInt(KEYS), random.nextInt(KEYS));
                out.write(line.getBytes(UTF_8));
            }
        }
    }
}
