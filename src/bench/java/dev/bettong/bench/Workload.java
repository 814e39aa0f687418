package dev.bettong.bench;

/** What programs are given to do. */
enum Workload {
    WORD_COUNT("Word count", "word", "") {
        @Override
        Load load() {
            Corpus corpus = new TextWriter().write(Corpus.FRAMES);
            return new Load(corpus, () -> new CountLedger(corpus));
        }
    },
    MARKET_SPREAD("Market spread", "message", "spread-") {
        @Override
        Load load() {
            return new MarketDataWriter().write();
        }
    };

    private final String title;
    private final String unit;
    private final String prefix;

    Workload(String title, String unit, String prefix) {
        this.title = title;
        this.unit = unit;
        this.prefix = prefix;
    }

    /** A new one, which is the same in every run. */
    abstract Load load();

    /** What is counted, in the singular. */
    String unit() {
        return unit;
    }

    /** What the names of its programs begin with. */
    String prefix() {
        return prefix;
    }

    /** Name of the program that the others are compared with. */
    String plain() {
        return prefix + "plain";
    }

    /** For people. */
    @Override
    public String toString() {
        return title;
    }
}
