package dev.bettong.examples.marketspread;

/** What a market tells. */
sealed interface MarketMessage permits Order, Quote {

    /** What is traded, at most four characters. */
    String symbol();
}
