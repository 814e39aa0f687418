package dev.bettong.examples.marketspread;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.examples.marketspread.Order.Side;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of messages, as in Wallaroo; numbers are big endian, texts ASCII, symbols to the right.
 *
 * <pre>
 * order      1  u8   side u8 (1 buy, 2 sell)   account u32   id 6   symbol 4   quantity f64   price f64   time 21
 * quote      2  u8   symbol 4   time 21   bid f64   offer f64
 * rejection  side u8   account u32   id 6   symbol 4   quantity f64   price f64   bid f64   offer f64   time u64
 * </pre>
 *
 * <p>The time of a rejection is that of the order, in nanoseconds since 1970: the same bytes when it is sent again after a
 * crash. In Wallaroo it is that of the rejection.
 */
final class MarketFormat {

    private static final int ORDER = 1;
    private static final int ORDER_LENGTH = 53;
    private static final int QUOTE = 2;
    private static final int QUOTE_LENGTH = 42;
    private static final int REJECTION_LENGTH = 55;
    private static final int ID_LENGTH = 6;
    private static final int SYMBOL_LENGTH = 4;
    private static final int TIME_LENGTH = 21;
    private static final int BUY = 1;
    private static final int SELL = 2;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd-HH:mm:ss.SSS");

    private MarketFormat() {}

    static MarketMessage decode(byte[] payload) {
        ByteBuffer fields = ByteBuffer.wrap(payload);
        int type = fields.hasRemaining() ? fields.get() : 0;
        if (type == ORDER && payload.length == ORDER_LENGTH) {
            return order(fields, payload);
        }
        if (type == QUOTE && payload.length == QUOTE_LENGTH) {
            return new Quote(
                    symbol(fields, payload),
                    text(fields, payload, TIME_LENGTH),
                    fields.getDouble(),
                    fields.getDouble());
        }
        throw new IllegalArgumentException(
                "an order has type %d and %d bytes, a quote type %d and %d; not type %d and %d"
                        .formatted(ORDER, ORDER_LENGTH, QUOTE, QUOTE_LENGTH, type, payload.length));
    }

    private static Order order(ByteBuffer fields, byte[] payload) {
        return new Order(
                side(fields.get()),
                fields.getInt(),
                text(fields, payload, ID_LENGTH),
                symbol(fields, payload),
                fields.getDouble(),
                fields.getDouble(),
                text(fields, payload, TIME_LENGTH));
    }

    private static Side side(int code) {
        return switch (code) {
            case BUY -> Side.BUY;
            case SELL -> Side.SELL;
            default ->
                throw new IllegalArgumentException(
                        "a side is %d (buy) or %d (sell), not %d".formatted(BUY, SELL, code));
        };
    }

    private static String symbol(ByteBuffer fields, byte[] payload) {
        return text(fields, payload, SYMBOL_LENGTH).strip();
    }

    private static String text(ByteBuffer fields, byte[] payload, int length) {
        int from = fields.position();
        fields.position(from + length);
        return new String(payload, from, length, US_ASCII);
    }

    static byte[] encode(Rejection rejection) {
        Order order = rejection.order();
        Instant time = LocalDateTime.parse(order.time(), TIME).toInstant(ZoneOffset.UTC);
        return ByteBuffer.allocate(Integer.BYTES + REJECTION_LENGTH)
                .putInt(REJECTION_LENGTH)
                .put((byte) (order.side() == Side.BUY ? BUY : SELL))
                .putInt(order.account())
                .put(order.id().getBytes(US_ASCII))
                .put("%4s".formatted(order.symbol()).getBytes(US_ASCII))
                .putDouble(order.quantity())
                .putDouble(order.price())
                .putDouble(rejection.bid())
                .putDouble(rejection.offer())
                .putLong(TimeUnit.MILLISECONDS.toNanos(time.toEpochMilli()))
                .array();
    }
}
