package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Writes a {@link Corpus} of quotes and orders, about as many of each. It begins with a quote for each symbol, so that it
 * does not matter what was sent before. From then on every 64 messages end with a wide quote and an order for its symbol,
 * which has to be rejected; the next message is a narrow quote for that symbol again. For one use.
 *
 * <p>It writes the bytes by itself, by the description of the format, and not with the code of the example.
 */
final class MarketDataWriter {

    /** Bytes of a rejection with its header. */
    static final int REJECTION_LENGTH = Integer.BYTES + 55;

    private static final int SEED = 42;
    private static final int SYMBOLS = 350;
    private static final int REJECTED_EVERY = 64;
    private static final int ORDER_LENGTH = 53;
    private static final int QUOTE_LENGTH = 42;
    private static final Instant OPENING = Instant.parse("2026-02-13T14:30:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final Random random = new Random(SEED); // its algorithm is specified, so the data are the same everywhere
    private final List<String> symbols =
            IntStream.range(0, SYMBOLS).mapToObj(MarketDataWriter::symbol).toList();
    private final double[] bids = new double[SYMBOLS];
    private final double[] offers = new double[SYMBOLS];
    private final int[] frameStarts = new int[Corpus.FRAMES + 1];
    private final int[] messagesBefore = IntStream.rangeClosed(0, Corpus.FRAMES).toArray();
    private final int[] rejectedBefore = new int[Corpus.FRAMES + 1];
    private final int[] symbolAt = new int[Corpus.FRAMES / REJECTED_EVERY]; // by rejection
    private final ByteBuffer frames = ByteBuffer.allocate(Corpus.FRAMES * (Integer.BYTES + ORDER_LENGTH));
    private final ByteBuffer rejections = ByteBuffer.allocate(symbolAt.length * REJECTION_LENGTH);

    /** A symbol of one to four letters or digits, to the right in four characters. */
    private static String symbol(int index) {
        return String.format(Locale.ROOT, "%4s", Integer.toString(index * index + 10, 36))
                .toUpperCase(Locale.ROOT);
    }

    Load write() {
        int wide = 0;
        for (int frame = 0; frame < Corpus.FRAMES; frame++) {
            frameStarts[frame] = frames.position();
            rejectedBefore[frame] = rejected();
            int symbol = random.nextInt(SYMBOLS);
            if (frame < SYMBOLS) {
                quote(frame, frame, false);
                continue;
            }
            switch (frame % REJECTED_EVERY) {
                case REJECTED_EVERY - 2 -> {
                    wide = frame / REJECTED_EVERY % SYMBOLS; // so that each has its turn
                    quote(frame, wide, true);
                }
                case REJECTED_EVERY - 1 -> {
                    symbolAt[rejected()] = wide;
                    order(frame, wide, true);
                }
                case 0 -> quote(frame, wide, false);
                default -> {
                    if (random.nextBoolean()) {
                        quote(frame, symbol, false);
                    } else {
                        order(frame, symbol, false);
                    }
                }
            }
        }
        frameStarts[Corpus.FRAMES] = frames.position();
        rejectedBefore[Corpus.FRAMES] = rejected();
        return load();
    }

    private Load load() {
        byte[] bytes = Arrays.copyOf(frames.array(), frames.position());
        byte[] expected = Arrays.copyOf(rejections.array(), rejections.position());
        Corpus corpus = new Corpus(
                symbols, bytes, frameStarts, messagesBefore, rejectedBefore, Arrays.copyOf(symbolAt, rejected()));
        return new Load(corpus, () -> new RejectionLedger(corpus, expected));
    }

    private int rejected() {
        return rejections.position() / REJECTION_LENGTH;
    }

    private void quote(int frame, int symbol, boolean wide) {
        bids[symbol] = random.nextInt(200, 20_000) / 100.0;
        offers[symbol] = bids[symbol] + (wide ? random.nextInt(6, 100) : random.nextInt(1, 5)) / 100.0;
        frames.putInt(QUOTE_LENGTH)
                .put((byte) 2)
                .put(ascii(symbols.get(symbol)))
                .put(ascii(TIME.format(time(frame))))
                .putDouble(bids[symbol])
                .putDouble(offers[symbol]);
    }

    private void order(int frame, int symbol, boolean rejected) {
        ByteBuffer order = ByteBuffer.allocate(REJECTION_LENGTH)
                .put((byte) random.nextInt(1, 3))
                .putInt(random.nextInt())
                .put(ascii(String.format(Locale.ROOT, "%06d", frame)))
                .put(ascii(symbols.get(symbol)))
                .putDouble(random.nextInt(1, 1_000))
                .putDouble((bids[symbol] + offers[symbol]) / 2)
                .flip();
        frames.putInt(ORDER_LENGTH).put((byte) 1).put(order.duplicate()).put(ascii(TIME.format(time(frame))));
        if (rejected) {
            rejections
                    .putInt(REJECTION_LENGTH - Integer.BYTES)
                    .put(order)
                    .putDouble(bids[symbol])
                    .putDouble(offers[symbol])
                    .putLong(time(frame).toEpochMilli() * 1_000_000);
        }
    }

    private static Instant time(int frame) {
        return OPENING.plusMillis(frame);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
