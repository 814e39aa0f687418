package dev.bettong.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Framing;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final TcpSourceSettings SETTINGS =
            new TcpSourceSettings("", 0, 1, 1, 1 << 20, Duration.ofDays(1), Duration.ZERO);

    private final SteppedLoop loop = new SteppedLoop();
    private final Intake intake = new Intake(loop, new RecordingReceiver(), SETTINGS, SETTINGS.frameBuffer());

    @AfterEach
    void stopTheLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void looksForTimeoutsOnceInAnIntervalHoweverOftenConnectionsComeAndGo() {
        for (int i = 0; i < 100; i++) {
            FrameReader connection = connection();
            intake.add(connection);
            intake.remove(connection);
        }
        intake.add(connection());
        assertThat(loop.scheduled).hasSize(1);
        loop.scheduled.remove().run();
        assertThat(loop.scheduled).hasSize(1);
    }

    @Test
    void looksForTimeoutsAgainAfterATimeWithoutConnections() {
        FrameReader first = connection();
        intake.add(first);
        intake.remove(first);
        loop.scheduled.remove().run();
        assertThat(loop.scheduled).isEmpty();
        intake.add(connection());
        assertThat(loop.scheduled).hasSize(1);
    }

    private FrameReader connection() {
        Channel channel = new EmbeddedChannel();
        return new FrameReader(channel, intake, FrameScanner.of(new Framing.Lines(), 1), System.nanoTime());
    }

    /** An event loop whose scheduled tasks wait for the test to run them. */
    private static final class SteppedLoop extends DefaultEventLoop {

        private final Deque<Runnable> scheduled = new ArrayDeque<>();

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.add(task);
            return super.schedule(() -> {}, delay, unit);
        }
    }
}
