package dev.bettong.examples.marketspread;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bettong.examples.marketspread.Order.Side;
import dev.bettong.pipeline.Outcome;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketSpreadTest {

    private static final String TIME = "20260213-14:30:51.125";
    private static final Order ORDER = new Order(Side.SELL, -1, "id0042", "IBM", 100, 12.5, TIME);

    private final MarketSpread marketSpread = new MarketSpread();
    private final Market market = MarketSpread.MARKETS.initial().get();

    @Test
    void readsAnOrder() throws Exception {
        byte[] payload = ByteBuffer.allocate(53)
                .put((byte) 1)
                .put((byte) 2)
                .putInt(-1)
                .put("id0042 IBM".getBytes(US_ASCII))
                .putDouble(100)
                .putDouble(12.5)
                .put(TIME.getBytes(US_ASCII))
                .array();

        assertThat(marketSpread.marketMessage().decode(payload)).isEqualTo(ORDER);
    }

    @Test
    void readsAQuote() throws Exception {
        byte[] payload = ByteBuffer.allocate(42)
                .put((byte) 2)
                .put((" IBM" + TIME).getBytes(US_ASCII))
                .putDouble(12.5)
                .putDouble(12.75)
                .array();

        assertThat(marketSpread.marketMessage().decode(payload)).isEqualTo(new Quote("IBM", TIME, 12.5, 12.75));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 42", "1, 42", "1, 52", "1, 54", "2, 53", "3, 53"})
    void rejectsAFrameThatIsNoMessage(byte type, int length) {
        byte[] payload = new byte[length];
        if (length > 0) {
            payload[0] = type;
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> marketSpread.marketMessage().decode(payload))
                .withMessageEndingWith("; not type %d and %d", type, length);
    }

    @Test
    void rejectsAnOrderThatNeitherBuysNorSells() {
        byte[] payload = new byte[53];
        payload[0] = 1;
        payload[1] = 3;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> marketSpread.marketMessage().decode(payload))
                .withMessage("a side is 1 (buy) or 2 (sell), not 3");
    }

    @Test
    void bringsOrdersAndQuotesOfASymbolTogether() throws Exception {
        assertThat(marketSpread.marketSymbol().partition(ORDER))
                .isEqualTo(marketSpread.marketSymbol().partition(new Quote("IBM", TIME, 1, 2)));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100.04, false",
        "100, 100.0625, true",
        "100, 101, true",
        "0.5, 0.515625, false",
        "0.5, 0.53125, true",
        "0, 0.03125, true"
    })
    void rejectsAnOrderIfTheSpreadIsWide(double bid, double offer, boolean rejected) throws Exception {
        marketSpread.checkOrder().compute(new Quote("IBM", TIME, bid, offer), market);

        assertThat(marketSpread.checkOrder().compute(ORDER, market))
                .isEqualTo(rejected ? Outcome.unchanged(new Rejection(ORDER, bid, offer)) : Outcome.none());
    }

    @Test
    void rejectsAnOrderThatNoQuoteCameBefore() throws Exception {
        assertThat(marketSpread.checkOrder().compute(ORDER, market))
                .isEqualTo(Outcome.unchanged(new Rejection(ORDER, 0, 0)));
    }

    @Test
    void keepsAQuoteAndSendsNothing() throws Exception {
        assertThat(marketSpread.checkOrder().compute(new Quote("IBM", TIME, 1, 2), market))
                .isEqualTo(Outcome.changedOnly());
    }

    @Test
    void acceptsOrdersAgainAfterANarrowQuote() throws Exception {
        marketSpread.checkOrder().compute(new Quote("IBM", TIME, 1, 2), market);
        marketSpread.checkOrder().compute(new Quote("IBM", TIME, 1, 1.01), market);

        assertThat(marketSpread.checkOrder().compute(ORDER, market)).isEqualTo(Outcome.none());
    }

    @Test
    void writesAFrameForARejection() throws Exception {
        String frame = "00000037" // 55 bytes
                + "02" // sell
                + "ffffffff"
                + "696430303432" // id0042
                + "2049424d" // IBM, to the right
                + "4059000000000000"
                + "4029000000000000"
                + "3ff0000000000000"
                + "4000000000000000"
                + "1893d4cbfffda740"; // 2026-02-13T14:30:51.125Z

        assertThat(HexFormat.of().formatHex(marketSpread.rejectionFrame().encode(new Rejection(ORDER, 1, 2))))
                .isEqualTo(frame);
    }
}
