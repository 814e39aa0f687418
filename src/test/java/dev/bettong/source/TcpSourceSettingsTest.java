package dev.bettong.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Source;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TcpSourceSettingsTest {

    static Stream<Arguments> descriptions() {
        return Stream.of(
                arguments(ProxyProtocol.OFF, Framing.lines(), "TCP, listens on host:7010, no TLS, lines"),
                arguments(
                        ProxyProtocol.OPTIONAL,
                        Framing.delimiter((byte) 0x1c, (byte) -1),
                        "TCP, listens on host:7010, PROXY header possible, no TLS, frames that end with 0x1C 0xFF"),
                arguments(
                        ProxyProtocol.REQUIRED,
                        Framing.lengthField(2, 4),
                        "TCP, listens on host:7010, PROXY header required, no TLS, frames with a length of 4 bytes at"
                                + " offset 2"));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void saysHowItReads(ProxyProtocol proxyProtocol, Framing framing, String description) {
        TcpSourceSettings settings =
                new TcpSourceSettings("host", 7010, 1, 1, 1, Duration.ZERO, Duration.ZERO, proxyProtocol, null);

        assertThat(settings.describe(Source.tcp("in", Decoder.framed(framing, bytes -> bytes))))
                .isEqualTo(description);
    }
}
