package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.problem.ConfigurationProblem;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications whose configuration wires a pipeline wrongly. */
class BrokenWiringTest {

    private static final String FROM = "{source: lines, decoder: text}";
    private static final String TO = "to: {sink: counts, encoder: any}";
    private static final String COMPUTATIONS = "Name a Computation bean: 'length', 'shout', 'open', 'size'.";
    private static final String DECODERS = "Name a FramedDecoder bean: 'text'.";
    private static final String ENCODERS = "Name an Encoder bean: 'line', 'any'.";
    private static final String AGGREGATIONS =
            "Write one of count, sum, min, max, average, min-by, max-by, last, reduce. Or name an Aggregation bean:"
                    + " 'longest'.";
    private static final String VERBS =
            "Write exactly one of compute, compute-multi, compute-async, compute-blocking, partition, collect,"
                    + " compute-state, compute-state-multi, aggregate, join, also, branches.";

    private static final String NESTED = " Move the inner flow out of the outer one, or build the pipeline in Java.";

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments("", TO, ", from: 'decoder' is missing. " + DECODERS),
                arguments("{source: lines}", TO, ", from: 'decoder' is missing. " + DECODERS),
                arguments(
                        "{source: lines, decoder: txt}",
                        TO,
                        ", from: 'decoder' names the bean 'txt', which does not exist. Did you mean 'text'? "
                                + DECODERS),
                arguments(
                        "{source: lines, decoder: unframed}",
                        TO,
                        ", from: 'decoder' names the bean 'unframed', which is a Decoder and not a FramedDecoder. Wrap it"
                                + " in Decoder.framed(...), Decoder.lines(...) or another of its framings: a TCP source"
                                + " has to know where a frame ends."),
                arguments(
                        "{source: lines, decoder: line}",
                        TO,
                        ", from: 'decoder' names the bean 'line', which is an Encoder and not a FramedDecoder. "
                                + DECODERS),
                arguments(
                        "{source: lines, decoder: text, time: {}}",
                        TO,
                        ", from, time: 'of' is missing. Name a TimestampExtractor bean: 'lineTime'."),
                arguments(
                        "{source: lines, decoder: text, time: {of: linetime}}",
                        TO,
                        ", from, time: 'of' names the bean 'linetime', which does not exist. Did you mean 'lineTime'?"
                                + " Name a TimestampExtractor bean: 'lineTime'."),
                arguments(
                        "{source: lines, decoder: text, time: {of: lineTime, out-of-order: -1s}}",
                        TO,
                        ", source 'lines': The bound for events out of order is PT-1S. Give a time from 0 ms to 100"
                                + " years."),
                arguments(
                        "{source: lines, decoder: text, time: {of: lineTime, idle-after: 0s}}",
                        TO,
                        ", source 'lines': The time after which a connection is idle is PT0S. Give a time from 1 ms to 100"
                                + " years."),
                arguments(FROM, "to: {sink: counts}", ", to: 'encoder' is missing. " + ENCODERS),
                arguments(
                        FROM,
                        "to: {sink: counts, encoder: lien}",
                        ", to: 'encoder' names the bean 'lien', which does not exist. Did you mean 'line'? "
                                + ENCODERS),
                arguments(
                        FROM,
                        "to: {sink: counts, encoder: text}",
                        ", to: 'encoder' names the bean 'text', which is a FramedDecoder and not an Encoder. "
                                + ENCODERS),
                arguments(
                        FROM,
                        "to: {sink: counts, encoder: line}",
                        ", from decoder 'text' to encoder 'line': Decoder 'text' gives java.lang.String, but encoder"
                                + " 'line' takes dev.bettong.check.Functions$Count. Put a computation between them that"
                                + " makes the one of the other, or name a bean whose types fit."),
                arguments(
                        FROM,
                        "to-all: [{sink: counts, encoder: any}, {sink: copies}]",
                        ", to-all[1]: 'encoder' is missing. " + ENCODERS),
                arguments(
                        FROM,
                        "to: {sink: copies, encoder: any}\n      to-all: [{sink: counts, encoder: any}]",
                        ": It has both 'to' and 'to-all'. List all of its sinks under 'to-all'."),
                arguments(
                        FROM,
                        "to: {sink: copies, encoder: any}\n      to-all: [{sink: counts}]",
                        ", to-all[0]: 'encoder' is missing. " + ENCODERS),
                arguments(FROM, "to-all: [null]", ", to-all[0]: 'encoder' is missing. " + ENCODERS),
                arguments("", "from-all: [null]", ", from-all[0]: 'decoder' is missing. " + DECODERS),
                arguments(
                        "",
                        "from-all: [{decoder: text}]",
                        ", from: The source has no name. Name the source, an entry of bettong.sources."),
                arguments(
                        FROM,
                        "from-all: [{source: lines, decoder: text}]",
                        ": It has both 'from' and 'from-all'. List all of its sources under 'from-all'."),
                arguments(
                        FROM,
                        "to-all: []",
                        ", to-all: The list is empty. List its sinks, or remove 'to-all' if the pipeline ends in its"
                                + " state."));
    }

    @ParameterizedTest(name = "from: {0}, {1}")
    @MethodSource("ends")
    void doesNotStartWithEnds(String from, String to, String message) {
        assertThat(StartUp.problems(StartUp.application(pipeline(from, "", to), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .contains("pipeline 'p' (bettong.pipelines.p)" + message);
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                step("{name: x}", " 'x': It does not say what to do. " + VERBS),
                step("{}", ": It does not say what to do. " + VERBS),
                step("{collect: false}", ": It does not say what to do. " + VERBS),
                step(
                        "{name: x, compute: length, in-flight: 3}",
                        " 'x': 'in-flight' does not belong to 'compute'. Remove it, or write compute-async or"
                                + " compute-blocking."),
                step(
                        "{name: x, compute: length, retry: {}}",
                        " 'x': 'retry' does not belong to 'compute'. Remove it, or write compute-async or"
                                + " compute-blocking."),
                step(
                        "{name: x, compute-async: ask}",
                        " 'x': It does not say how many calls are under way at once. Add 'in-flight: 64', or what the"
                                + " service it calls can bear."),
                step(
                        "{name: x, compute-async: length, in-flight: 3}",
                        " 'x': 'compute-async' names the bean 'length', which is a Computation and not an"
                                + " AsyncComputation. Write 'compute: length', or name another bean."),
                step(
                        "{name: x, compute-blocking: shout, in-flight: 0}",
                        " 'x': It would have 0 calls under way at once. Give a number from 1 to 1000000."),
                step(
                        "{name: x, compute: length, compute-multi: split}",
                        " 'x': It says more than one thing to do: compute, compute-multi. " + VERBS),
                step(
                        "{name: x, compute: length, of: letterCount}",
                        " 'x': 'of' does not belong to 'compute'. Remove it, or write aggregate."),
                step("{compute: shout}", ": The step has no name. Name it; metrics and failures carry the name."),
                step(
                        "{name: x, compute: lenght}",
                        " 'x': 'compute' names the bean 'lenght', which does not exist. Did you mean 'length'? "
                                + COMPUTATIONS),
                step("{name: x, compute: ''}", " 'x': 'compute' is missing. " + COMPUTATIONS),
                step(
                        "{name: x, compute: split}",
                        " 'x': 'compute' names the bean 'split', which is a MultiComputation and not a Computation."
                                + " Write 'compute-multi: split', or name another bean."),
                step(
                        "{name: x, compute: open}",
                        " 'x': The bean 'open' does not say which types it takes and gives. Declare the return type of"
                                + " its bean method with type arguments: Computation<..., ...>."),
                step(
                        "{name: x, compute: length, keys: a}",
                        " 'x': 'keys' does not belong to 'compute'. Move it to a 'partition' step."),
                step(
                        "{name: x, compute: length, state: totals}",
                        " 'x': 'state' does not belong to 'compute'. Remove it, or write compute-state,"
                                + " compute-state-multi or aggregate."),
                step(
                        "{name: x, compute: length, window: {tumbling: 1m}}",
                        " 'x': 'window' does not belong to 'compute'. Remove it, or write aggregate."),
                step(
                        "{name: x, aggregate: count, state: counts}",
                        " 'x': It computes with state, but no step before it partitions, so there is no key to keep state"
                                + " by. Put a partition or collect step before it."),
                step(
                        "{name: x, compute: length, on-timer: remind}",
                        " 'x': 'on-timer' does not belong to 'compute'. Remove it, or write compute-state."),
                step(
                        "{partition: firstLeter}",
                        ": 'partition' names the bean 'firstLeter', which does not exist. Did you mean 'firstLetter'?"
                                + " Name a PartitionFunction bean: 'firstLetter', 'byLength', 'byDay', 'byCount'."),
                step(
                        "{partition: byLength, keys: a..z}",
                        ", keys: 'a..z' is not a range: both ends must be single characters or integers. The bean"
                                + " 'byLength' gives keys of type java.lang.Integer; write them like \"a..z,!\" or"
                                + " \"1..10\"."),
                step(
                        "{partition: byDay, keys: 'MONDAY, TEUSDAY'}",
                        ", keys: 'TEUSDAY' is not a DayOfWeek. Did you mean 'TUESDAY'? The bean 'byDay' gives keys"
                                + " of type java.time.DayOfWeek; write them like \"a..z,!\" or \"1..10\"."),
                step(
                        "{partition: byCount, keys: a}",
                        ", keys: Keys of type dev.bettong.check.Functions$Count cannot be written in the configuration;"
                                + " only String, Character, Integer, Long and enum constants can. The bean 'byCount'"
                                + " gives keys of type dev.bettong.check.Functions$Count; write them like \"a..z,!\" or"
                                + " \"1..10\"."),
                step(
                        "{partition: firstLetter, keys: ''}",
                        " 'partition 1', keys: The key list is empty. List the keys, or leave the list out so that any"
                                + " key is welcome."),
                step(
                        "{partition: firstLetter, keys: 'a..c,b'}",
                        " 'partition 1', keys: The key list has these keys more than once: 'b'. List every key once;"
                                + " each is a partition."),
                step(
                        "{name: x, compute-state: countWord, state: totals}",
                        " 'x': It computes with state, but no step before it partitions, so there is no key to keep state"
                                + " by. Put a partition or collect step before it."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void doesNotStartWithStep(String step, String message) {
        assertThat(StartUp.problems(StartUp.application(pipeline(FROM, step, TO), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .containsExactly("pipeline 'p' (bettong.pipelines.p), step 1" + message);
    }

    static Stream<Arguments> flows() {
        String many = "sink: counts, encoder: any";
        return Stream.of(
                step(
                        "{branches: []}",
                        ", step 1: It does not say what happens to the events that no branch takes. Add"
                                + " 'otherwise' as the last of its branches; 'otherwise: {to: ...}', or with 'steps'."),
                step(
                        "{branches: [{to: {%s}}, {otherwise: {}}]}".formatted(many),
                        ", step 1, branches[0]: It has no test. Write either 'when' with its steps and sink, or"
                                + " 'otherwise'."),
                step(
                        "{branches: [{otherwise: {}}, {when: isLong}]}",
                        ", step 1, branches[1]: It is behind 'otherwise', so no event comes to it. Move 'otherwise' to"
                                + " the end."),
                step(
                        "{branches: [{when: isLnog}, {otherwise: {}}]}",
                        ", step 1, branches[0]: 'when' names the bean 'isLnog', which does not exist. Did you mean"
                                + " 'isLong'? Name a Predicate bean: 'isLong', 'isOdd'."),
                step(
                        "{branches: [{when: isOdd}, {otherwise: {}}]}",
                        ", from decoder 'text' to branch 'isOdd': Decoder 'text' gives java.lang.String, but branch"
                                + " 'isOdd' takes java.lang.Integer. Put a computation between them that makes the one"
                                + " of the other, or name a bean whose types fit."),
                step(
                        "{branches: [{when: isLong, to: {sink: counts}}, {otherwise: {}}]}",
                        ", step 1, branches[0], to: 'encoder' is missing. " + ENCODERS),
                step(
                        "{branches: [{when: isLong}, {otherwise: {}}]}, {name: x, compute: shout}",
                        ", step 2 'x': It is behind branches, so no event comes to it. Move it into a branch: branches are"
                                + " the last step."),
                step(
                        "{also: {steps: [{name: x, compute: size}]}}",
                        ", step 1, also, from decoder 'text' to step 1 'x': Decoder 'text' gives java.lang.String, but"
                                + " step 1 'x' takes java.util.List<java.lang.Number>. Put a computation between them"
                                + " that makes the one of the other, or name a bean whose types fit."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flows")
    void doesNotStartWithFlows(String steps, String message) {
        assertThat(StartUp.problems(StartUp.application(pipeline(FROM, steps, ""), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .contains("pipeline 'p' (bettong.pipelines.p)" + message);
    }

    static Stream<Arguments> nestedFlows() {
        String to = "to: {sink: counts, encoder: any}";
        String rest = "{branches: [{when: isLong, %s}, {otherwise: {%s}}]}".formatted(to, to);
        return Stream.of(
                step(
                        "{also: {steps: [{also: {%s}}], %s}}".formatted(to, to),
                        "steps[0].also.steps[0].also: 'also' cannot stand within 'also' in the configuration."),
                step(
                        "{also: {steps: [{also: {steps: [{name: x, compute: shout}, {name: y, compute: length}]}}], %s}}"
                                .formatted(to),
                        "steps[0].also.steps[0].also: 'also' cannot stand within 'also' in the configuration."),
                step(
                        "{also: {steps: [{branches: [{when: isLong, steps: [{also: {%s}}]}, {otherwise: {}}]}]}}"
                                .formatted(to),
                        "steps[0].also.steps[0].branches[0].steps[0].also: 'also' cannot stand within 'also' in the"
                                + " configuration."),
                step(
                        "{branches: [{otherwise: {steps: [%s]}}]}".formatted(rest),
                        "steps[0].branches[0].otherwise.steps[0].branches[1].otherwise: 'otherwise' cannot stand within"
                                + " 'otherwise' in the configuration."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nestedFlows")
    void saysWhyAFlowCannotBeWithinOneOfItsKind(String steps, String message) {
        assertThat(StartUp.problems(StartUp.application(pipeline(FROM, steps, ""), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .containsExactly("bettong.pipelines.p." + message + NESTED);
    }

    static Stream<Arguments> statefulSteps() {
        return Stream.of(
                step(
                        "{name: x, compute-state: countWord}",
                        ", step 2 'x': 'state' is missing. Name a State bean: 'totals', 'letterLog', 'counts', 'shares', 'longestSoFar'."),
                step(
                        "{name: x, compute-state: countWord, state: total}",
                        ", step 2 'x': 'state' names the bean 'total', which does not exist. Did you mean 'totals'? Name"
                                + " a State bean: 'totals', 'letterLog', 'counts', 'shares', 'longestSoFar'."),
                step(
                        "{name: x, compute-state: countWord, state: totals, on-timer: remnd}",
                        ", step 2 'x': 'on-timer' names the bean 'remnd', which does not exist. Did you mean 'remind'?"
                                + " Name an OnTimer bean: 'remind', 'remindLog', 'remindText'."),
                step(
                        "{name: x, compute-state: countWord, state: totals, on-timer: remindLog}",
                        ", step 2 'x': The bean 'remindLog' takes the state java.lang.StringBuilder, but the bean 'countWord'"
                                + " of the same step takes dev.bettong.check.Functions$Totals. Name an on-timer bean that"
                                + " takes the state dev.bettong.check.Functions$Totals."),
                step(
                        "{name: x, compute-state: countWord, state: totals, on-timer: remindText}",
                        ", step 2 'x': The bean 'remindText' gives java.lang.String, but the bean 'countWord' of the same step"
                                + " gives dev.bettong.check.Functions$Count. Name an on-timer bean that gives"
                                + " dev.bettong.check.Functions$Count."),
                step(
                        "{name: x, compute-state: countWord, state: totals, on-timer: remindByLength}",
                        ", from step 1 to step 2 'x': Step 1 gives keys of type java.lang.String, but step 2 'x' takes the key"
                                + " as java.lang.Integer. Name a bean that takes such a key, or one that does not take the"
                                + " key at all."),
                step(
                        "{name: x, compute-state: countWord, state: letterLog}",
                        ", step 2 'x': The state 'letterLog' is a java.lang.StringBuilder, but the bean 'countWord'"
                                + " computes with a dev.bettong.check.Functions$Totals. Name a State of type"
                                + " dev.bettong.check.Functions$Totals, or a computation that takes the state as it"
                                + " is."),
                step(
                        "{name: x, compute-state: countLetters, state: totals}",
                        ", step 2 'x': 'compute-state' names the bean 'countLetters', which is a MultiStateComputation"
                                + " and not a StateComputation. Write 'compute-state-multi: countLetters', or name"
                                + " another bean."),
                step(
                        "{name: x, compute: length}, {name: y, compute-state: countWord, state: totals}",
                        ", from step 2 'x' to step 3 'y': Step 2 'x' gives java.lang.Integer, but step 3 'y' takes"
                                + " java.lang.String. Put a computation between them that makes the one of the other, or"
                                + " name a bean whose types fit."),
                step(
                        "{name: x, compute-multi: letters}, {name: y, compute: size}",
                        ", from step 2 'x' to step 3 'y': Step 2 'x' gives java.util.List<java.lang.String>, but step 3"
                                + " 'y' takes java.util.List<java.lang.Number>. Put a computation between them"
                                + " that makes the one of the other, or name a bean whose types fit."),
                step(
                        "{name: x, compute-state: countByKey, state: letterLog}",
                        ", step 2 'x': The state 'letterLog' is a java.lang.StringBuilder, but the bean 'countByKey'"
                                + " computes with a dev.bettong.check.Functions$Totals. Name a State of type"
                                + " dev.bettong.check.Functions$Totals, or a computation that takes the state as it is."),
                step(
                        "{name: x, aggregate: count, state: totals}",
                        ", step 2 'x': The state 'totals' is a dev.bettong.check.Functions$Totals, but 'count'"
                                + " computes with a java.lang.Long. Name a State of type java.lang.Long, or a computation"
                                + " that takes the state as it is."),
                step(
                        "{name: x, aggregate: longest, state: counts}",
                        ", step 2 'x': The state 'counts' is a java.lang.Long, but the bean 'longest' computes with a"
                                + " java.lang.String. Name a State of type java.lang.String, or a computation that takes"
                                + " the state as it is."),
                step(
                        "{name: x, aggregate: counts, state: counts}",
                        ", step 2 'x': 'aggregate' names the bean 'counts', which is a State and not an Aggregation."
                                + " Did you mean 'count'? "
                                + AGGREGATIONS),
                step(
                        "{name: x, aggregate: cuont, state: counts}",
                        ", step 2 'x': 'aggregate' names the bean 'cuont', which does not exist. Did you mean 'count'? "
                                + AGGREGATIONS),
                step(
                        "{name: x, aggregate: sum, state: counts}",
                        ", step 2 'x': 'of' is missing. Name a ToLongFunction bean: 'letterCount', 'countTotal'."),
                step(
                        "{name: x, aggregate: max, of: lettercount, state: counts}",
                        ", step 2 'x': 'of' names the bean 'lettercount', which does not exist. Did you mean"
                                + " 'letterCount'? Name a ToLongFunction bean: 'letterCount', 'countTotal'."),
                step(
                        "{name: x, aggregate: min-by, of: letterCount, state: longestSoFar}",
                        ", step 2 'x': 'of' names the bean 'letterCount', which is a ToLongFunction and not a Comparator."
                                + " Name a Comparator bean: 'alphabetical'."),
                step(
                        "{name: x, aggregate: average, of: length, state: shares}",
                        ", step 2 'x': 'of' names the bean 'length', which is a Computation and not a ToDoubleFunction. Name"
                                + " a ToDoubleFunction bean: 'share'."),
                step(
                        "{name: x, aggregate: count, of: letterCount, state: counts}",
                        ", step 2 'x': 'of' does not belong to 'aggregate: count'. Remove it."),
                step(
                        "{name: x, aggregate: longest, of: letterCount, state: longestSoFar}",
                        ", step 2 'x': 'of' does not belong to 'aggregate: longest'. Remove it."),
                step(
                        "{name: x, aggregate: min, of: letterCount, state: shares}",
                        ", step 2 'x': The state 'shares' is a java.lang.Double, but 'min' computes with a java.lang.Long."
                                + " Name a State of type java.lang.Long, or a computation that takes the state as it is."),
                step(
                        "{name: x, aggregate: reduce, of: joined, state: shares}",
                        ", step 2 'x': The state 'shares' is a java.lang.Double, but 'reduce' computes with a"
                                + " java.lang.String. Name a State of type java.lang.String, or a computation that takes"
                                + " the state as it is."),
                step(
                        "{name: x, aggregate: last, state: shares}",
                        ", from decoder 'text' to the state of step 2 'x': Decoder 'text' gives java.lang.String, but the"
                                + " state of step 2 'x' takes java.lang.Double. Put a computation between them that makes"
                                + " the one of the other, or name a bean whose types fit."),
                step(
                        "{name: x, aggregate: sum, of: countTotal, state: counts}",
                        ", from decoder 'text' to step 2 'x': Decoder 'text' gives java.lang.String, but step 2 'x' takes"
                                + " dev.bettong.check.Functions$Count. Put a computation between them that makes the one"
                                + " of the other, or name a bean whose types fit."),
                step(
                        "{name: x, aggregate: last, state: longestSoFar}, {name: y, compute: length}",
                        ", from step 2 'x' to step 3 'y': Step 2 'x' gives"
                                + " dev.bettong.pipeline.Aggregation$Aggregated<java.lang.String, java.lang.String>, but step"
                                + " 3 'y' takes java.lang.String. Put a computation between them that makes the one of the"
                                + " other, or name a bean whose types fit."),
                step(
                        "{name: x, window: {}, aggregate: count, state: counts}",
                        ", step 2 'x', window: It does not say which window. Write exactly one of tumbling, sliding, days,"
                                + " session, count."),
                step(
                        "{name: x, window: {tumbling: 1m, count: 3}, aggregate: count, state: counts}",
                        ", step 2 'x', window: It says more than one window: tumbling, count. Write exactly one of tumbling,"
                                + " sliding, days, session, count."),
                step(
                        "{name: x, window: {session: 1m, every: 1s}, aggregate: count, state: counts}",
                        ", step 2 'x', window: 'every' does not belong to 'session'. Remove it."),
                step(
                        "{name: x, window: {sliding: 1m}, aggregate: count, state: counts}",
                        ", step 2 'x', window: It does not say how often a window begins. Add 'every'."),
                step(
                        "{name: x, window: {sliding: 4s, every: 10s}, aggregate: count, state: counts}",
                        ", step 2 'x': Its windows are PT4S long, and one begins every PT10S: events between them would count"
                                + " nowhere. Let one begin at least every PT4S."),
                step(
                        "{name: x, window: {tumbling: 10s, offset: 13s}, aggregate: count, state: counts}",
                        ", step 2 'x': Its windows of PT10S start with an offset of PT13S. Give an offset of whole milliseconds"
                                + " that is shorter than a window."),
                step(
                        "{name: x, window: {sliding: 1d, every: 1ms}, aggregate: count, state: counts}",
                        ", step 2 'x': Its windows of PT24H, of which one begins every PT0.001S, would have 86400000 parts."
                                + " Choose times with a larger common divisor, so that there are at most 10000."),
                step(
                        "{name: x, window: {session: 0s}, aggregate: count, state: counts}",
                        ", step 2 'x': The gap of its window is PT0S. Give whole milliseconds, from 1 ms to 100 years."),
                step(
                        "{name: x, window: {count: 3, or-after: -1s}, aggregate: count, state: counts}",
                        ", step 2 'x': The time without events of its window is PT-1S. Give whole milliseconds, up to 100"
                                + " years."),
                step(
                        "{name: x, window: {session: 1m, late: drop}, aggregate: count, state: counts}",
                        ", step 2 'x': It says what becomes of late events, but no event of this pipeline can be late: time"
                                + " is when they were read. Give its sources an event time, or remove 'late'."),
                step(
                        "{name: x, window: {count: 3, late: drop}, aggregate: count, state: counts}",
                        ", step 2 'x', window: 'late' does not belong to 'count'. Remove it."),
                step(
                        "{name: x, window: {count: 0}, aggregate: count, state: counts}",
                        ", step 2 'x': The count of its window is 0. Let it have at least one."),
                step(
                        "{name: x, compute: countByKey}",
                        ", step 2 'x': 'compute' names the bean 'countByKey', which is a KeyedStateComputation and not a"
                                + " Computation. Write 'compute-state: countByKey', or name another bean."),
                step(
                        "{partition: byLength}, {name: x, compute-state: countByKey, state: totals}",
                        ", from step 2 to step 3 'x': Step 2 gives keys of type java.lang.Integer, but step 3 'x' takes"
                                + " the key as java.lang.String. Name a bean that takes such a key, or one that does not"
                                + " take the key at all."),
                step(
                        "{partition: byLength}, {name: x}, {name: y, compute-state: countByKey, state: totals}",
                        ", step 3 'x': It does not say what to do. " + VERBS),
                step(
                        "{name: x, compute: length}, {partition: firstLetter}",
                        ", from step 2 'x' to step 3: Step 2 'x' gives java.lang.Integer, but step 3 takes"
                                + " java.lang.String. Put a computation between them that makes the one of the other, or"
                                + " name a bean whose types fit."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statefulSteps")
    void doesNotStartWithStepsBehindAPartitioning(String steps, String message) {
        assertThat(StartUp.problems(
                        StartUp.application(pipeline(FROM, "{collect: true}, " + steps, TO), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .containsExactly("pipeline 'p' (bettong.pipelines.p)" + message);
    }

    private static Arguments step(String step, String message) {
        return arguments(step, message);
    }

    private static String pipeline(String from, String steps, String to) {
        return """
                bettong:
                  sources: {lines: {tcp: {port: 0}}}
                  sinks: {counts: {tcp: {port: 7002}}}
                  pipelines:
                    p:
                      from: %s
                      steps: [%s]
                      %s
                """.formatted(from, steps, to);
    }
}
