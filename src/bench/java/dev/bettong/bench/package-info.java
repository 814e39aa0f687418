/**
 * Measures workloads side by side: Bettong, the same functions without an engine, and a Reactor pipeline. Run by
 * {@code ./mvnw -Pbench verify}; {@code src/docs/benchmarking.md} says how to read what comes out.
 *
 * <pre>
 * Benchmark -> Trial -> Program, RunningProgram     the program under test, a process of its own
 *                    -> Workload -> Load            what it is to do, and what must come of it
 *                    -> LoadGenerator -> Feed       sends frames of the Corpus
 *                                     -> Receiver   takes the outputs that come back
 *                                     -> Ledger     checks every one of them
 *           -> Report, PercentilePlot
 * </pre>
 */
@NullMarked
package dev.bettong.bench;

import org.jspecify.annotations.NullMarked;
