package dev.bettong.bench;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The frames of the market spread: for every symbol the orders that must be rejected, byte for byte. */
final class RejectionLedger extends Ledger {

    private static final int SYMBOL_AT = 15;
    private static final int SYMBOL_END = 19;

    private final Corpus corpus;
    private final WordTable symbols;
    private final byte[] rejections; // in the order of the corpus

    RejectionLedger(Corpus corpus, byte[] rejections) {
        super(corpus);
        this.corpus = corpus;
        this.symbols = new WordTable(corpus.keys());
        this.rejections = rejections;
    }

    @Override
    int output(byte[] bytes, int start, int to, long now, @Nullable Recording current) {
        int end = start + MarketDataWriter.REJECTION_LENGTH;
        if (end > to) {
            return -1;
        }
        int symbol = symbol(bytes, start + SYMBOL_AT, start + SYMBOL_END);
        if (symbol == WordTable.NOT_FOUND) {
            fault(hex(bytes, start, end), "not a rejection of an order for a symbol of the corpus");
            return end;
        }
        int expected = expected(symbol);
        int expectedEnd = expected + MarketDataWriter.REJECTION_LENGTH;
        if (Arrays.equals(bytes, start, end, rejections, expected, expectedEnd)) {
            take(symbol, now, current);
        } else {
            fault(hex(bytes, start, end), "expected " + hex(rejections, expected, expectedEnd));
        }
        return end;
    }

    private int symbol(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int at = from; at < to; at++) {
            hash = WordTable.hash(hash, bytes[at]);
        }
        return symbols.find(bytes, from, to, hash);
    }

    /** Where the next rejection of a symbol begins in all of them. */
    private int expected(int symbol) {
        long frame = corpus.frameOf(symbol, next(symbol)) % corpus.frames();
        return (int) corpus.outputsBefore(frame) * MarketDataWriter.REJECTION_LENGTH;
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }
}
