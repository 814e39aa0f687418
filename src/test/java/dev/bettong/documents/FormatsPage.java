package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.format.Bytes;
import dev.bettong.format.Csv;
import dev.bettong.format.Json;
import dev.bettong.format.Syslog;
import dev.bettong.format.SyslogMessage;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import java.time.Instant;
import java.time.ZoneId;

/** The Java of formats.md. */
final class FormatsPage {

    record Visit(String page, Instant at) {}

    record Row(String page, long second) {}

    record Quote(int id, int size, double price, int bids, int offers, String symbol) {}

    private FormatsPage() {}

    static Pipeline visits() {
        return Pipeline.named("visits")
                .from(Source.tcp("visits", Json.lines(Visit.class)))
                .compute("to row", visit -> new Row(visit.page(), visit.at().getEpochSecond()))
                .to(Sink.tcp("rows", Csv.lineEncoder(Row.class)));
    }

    static FramedDecoder<Visit> columns() {
        return Csv.format(Visit.class)
                .separator(';')
                .charset(ISO_8859_1)
                .header("at", "browser", "page")
                .lines();
    }

    static Source<Quote> quotes() {
        return Source.tcp("quotes", Bytes.record(">IHd 2H 4s 2x", Quote.class).frames());
    }

    static Source<SyslogMessage> log() {
        return Source.tcp("log", Syslog.lines(ZoneId.of("Europe/Berlin")));
    }
}
