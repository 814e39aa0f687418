package dev.bettong.bench;

import java.util.function.Supplier;

/**
 * What a program is sent, and what has to come back.
 *
 * @param ledgers makes a ledger for each run of a program
 */
record Load(Corpus corpus, Supplier<Ledger> ledgers) {

    Ledger newLedger() {
        return ledgers.get();
    }
}
