/**
 * Measures the word count side by side: Bettong, the same functions without an engine, and a Reactor pipeline. Run by
 * {@code ./mvnw -Pbench verify}; {@code src/docs/performance.md} says how to read what comes out.
 *
 * <pre>
 * Benchmark -> Trial -> Program, RunningProgram     the program under test, a process of its own
 *                    -> LoadGenerator -> Feed       sends frames of the Corpus
 *                                     -> Receiver   takes the lines that come back
 *                                     -> Ledger     checks every one of them
 *           -> Report, PercentilePlot
 * </pre>
 */
@NullMarked
package dev.bettong.bench;

import org.jspecify.annotations.NullMarked;
