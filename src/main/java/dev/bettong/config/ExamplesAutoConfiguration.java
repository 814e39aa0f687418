package dev.bettong.config;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/** Brings in the example applications that {@code bettong.examples} lists; none by default. */
@AutoConfiguration(before = BettongAutoConfiguration.class)
@Import(ListedExamples.class)
public final class ExamplesAutoConfiguration {}
