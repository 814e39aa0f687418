package dev.bettong.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.config.AdminAutoConfiguration;
import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The application that {@link CrashIT} kills: a graph of two sources that merge, a side flow with timers and two branches; states that
 * two pipelines share; a source that is read by a third pipeline, too, which shares no state and so recovers by itself, and has
 * windows over the numbers of the events as their time; events that only read, events that fail. No {@code @SpringBootApplication}, which tests would find by
 * accident. It starts many times over, so it has only the auto-configurations that it needs: pipelines, and the REST API
 * without security and API documentation.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    BettongAutoConfiguration.class,
    AdminAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
class CrashApplication {

    /** How much of a client was accepted. Shared by orders and visits, which have different clients. */
    static final State<Trail> CLIENTS = State.named("clients", Trail.class, Trail::new);

    /** The same for the audit, which has clients in common with the orders. */
    static final State<Trail> AUDITED = State.named("audited", Trail.class, Trail::new);

    static final State<Trail> COPIES = State.named("copies", Trail.class, Trail::new);

    static final State<Delayed> DELAYED = State.named("delayed", Delayed.class, Delayed::new);

    /** Empty when all windows are closed. */
    static final State<Windowed> OPEN = State.named("open", Windowed.class, Windowed::new);

    /** What all windows that are closed have made; each event is in two of them. */
    static final State<Windowed> CLOSED = State.named("closed", Windowed.class, Windowed::new);

    /** As long as the windows of a client's numbers are open. */
    private static final State<Windowed> AUDITED_OPEN = State.named("auditedOpen", Windowed.class, Windowed::new);

    /** The numbers of a client in windows that are closed, or late: all up to one of them, each once. */
    static final State<Windowed> AUDITED_CLOSED = State.named("auditedClosed", Windowed.class, Windowed::new);

    /** How many numbers of a client are in a window. */
    static final int AUDITED_TOGETHER = 100;

    private static final Window WINDOW = Window.sliding(Duration.ofMillis(100), Duration.ofMillis(50));

    static final State<Trail> KEYS = State.named("keys", Trail.class, Trail::new);
    static final State<Recent> RECENT = State.named("recent", Recent.class, Recent::new);

    /** Shared by orders and visits. */
    static final State<Letter> LETTERS = State.named("letters", Letter.class, Letter::new);

    static final List<State<?>> STATES =
            List.of(CLIENTS, AUDITED, COPIES, DELAYED, OPEN, CLOSED, KEYS, RECENT, LETTERS);

    /** Makes outputs long enough for a sink's receiver to be slow. */
    private static final String PADDING = "x".repeat(50);

    public static void main(String[] args) {
        SpringApplication.run(CrashApplication.class, args);
    }

    @Bean
    PhaseListener faultPoint(@Value("${crash.at:}") String at) {
        return FaultPoint.parse(at);
    }

    @Bean
    Pipeline orders() {
        return Pipeline.named(Reader.ORDERS.pipeline())
                .from(source(Input.ORDERS, Reader.ORDERS))
                .partition("by client", Event::client)
                .computeState("note client", CLIENTS, CrashApplication::noteClient)
                .merge(Pipeline.named(Reader.ORDERS.pipeline())
                        .from(source(Input.WEB, Reader.ORDERS))
                        .partition("by web client", Event::client)
                        .computeState("note web client", CLIENTS, CrashApplication::noteClient))
                .compute("check", CrashApplication::check)
                .also(CrashApplication::copies)
                .partition("by key", Event::key)
                .computeState("note key", KEYS, CrashApplication::noteKey)
                .computeState("keep recent", RECENT, CrashApplication::keepRecent)
                .when(
                        "large",
                        Event::large,
                        large -> large.partition("by letter", CrashApplication::letter, Event.LETTERS)
                                .computeState("count order", LETTERS, CrashApplication::countOrder)
                                .to(outputs("")))
                .otherwise(small -> small.to(outputs("")));
    }

    private static Pipeline copies(Pipeline.Stage<Event> all) {
        return all.also(CrashApplication::windows)
                .partition("by copied client", Event::client)
                .computeAsync("ask", Asked.CALLS, new Asked())
                .computeState("delay", DELAYED, CrashApplication::delay, CrashApplication::fire)
                .computeState("note copy", COPIES, CrashApplication::noteCopy)
                .to(Sink.tcp("outputs", event -> line("copy/", event)));
    }

    private static Pipeline windows(Pipeline.Stage<Event> all) {
        return all.partition("by client in windows", Event::client)
                .window(WINDOW)
                .aggregate("count in windows", OPEN, counted())
                .computeState("note windows", CLOSED, CrashApplication::noteWindow)
                .done();
    }

    private static Aggregation<Event, Windowed, String, Windowed> counted() {
        return Aggregation.of(
                (event, sum) -> sum.add(event.number()),
                (left, right) -> new Windowed().add(left).add(right),
                (window, sum) -> new Windowed().add(sum));
    }

    private static Outcome<Event> noteWindow(Windowed sum, Windowed closed) {
        closed.add(sum);
        return Outcome.changedOnly();
    }

    @Bean
    Pipeline visits() {
        return Pipeline.named(Reader.VISITS.pipeline())
                .from(source(Input.VISITS, Reader.VISITS))
                .partition("by visitor", Event::client)
                .computeState("note visitor", CLIENTS, CrashApplication::noteClient)
                .computeMulti("visit both", Visit::both)
                .partition("by letter", Visit::letter, Event.LETTERS)
                .computeState("count visit", LETTERS, CrashApplication::countVisit)
                .done();
    }

    @Bean
    Pipeline audit() {
        return Pipeline.named(Reader.AUDIT.pipeline())
                .from(source(Input.WEB, Reader.AUDIT)
                        .eventTime(EventTime.of((Event event) -> Instant.ofEpochMilli(event.number()))
                                .idleAfter(Duration.ofMillis(200))))
                .also(CrashApplication::windowsOfNumbers)
                .partition("by client", Event::client)
                .computeState("audit", AUDITED, CrashApplication::noteClient)
                .to(outputs("audit/"));
    }

    private static Pipeline windowsOfNumbers(Pipeline.Stage<Event> all) {
        return all.computeAsync("ask in time", Asked.CALLS, new Asked())
                .partition("by client in windows", Event::client)
                .window(Window.tumbling(Duration.ofMillis(AUDITED_TOGETHER)).late(LatePolicy.FIRE_PER_MESSAGE))
                .aggregate("count audited", AUDITED_OPEN, counted())
                .computeState("note audited", AUDITED_CLOSED, CrashApplication::noteWindow)
                .done();
    }

    private static Source<Event> source(Input input, Reader reader) {
        return Source.tcp(input.source(), Decoder.framed(4, ">I", payload -> Event.parse(input, reader, payload)));
    }

    private static Sink<Event> outputs(String prefix) {
        return Sink.tcp("outputs", event -> {
            failIf(event, Event.Fate.FAILS_IN_ENCODER);
            return line(prefix, event);
        });
    }

    private static Outcome<Event> noteClient(Event event, Trail trail) {
        trail.add(event.number());
        return Outcome.changed(event);
    }

    private static Outcome<Event> noteCopy(Event event, Trail trail) {
        trail.add(event.number());
        return event.copied() ? Outcome.changed(event) : Outcome.changedOnly();
    }

    private static Outcome<Event> delay(Event event, Delayed delayed) {
        return delayed.add(event.number())
                ? Outcome.timerAt(Instant.now().plusMillis(event.delayMillis())).changed(event)
                : Outcome.changed(event);
    }

    private static Outcome<Event> fire(Delayed delayed, Instant at) {
        delayed.fire();
        return Outcome.changedOnly();
    }

    private static Event check(Event event) {
        failIf(event, Event.Fate.FAILS_IN_COMPUTATION);
        return event;
    }

    private static Outcome<Event> noteKey(Event event, Trail trail) {
        if (event.onlyReads()) {
            return Outcome.unchanged(event);
        }
        trail.add(event.number());
        failIf(event, Event.Fate.FAILS_AFTER_IT_HAS_CHANGED_STATE);
        return Outcome.changed(event);
    }

    private static Outcome<Event> keepRecent(Event event, Recent recent) {
        recent.add(event.number());
        return Outcome.changed(event);
    }

    private static String letter(Event event) {
        return event.fate() == Event.Fate.HAS_NO_PARTITION ? "?" : event.letter();
    }

    private static Outcome<Event> countOrder(Event event, Letter letter) {
        letter.order(event.number());
        return Outcome.changed(event);
    }

    private static byte[] line(String prefix, Event event) {
        return (prefix + event.client() + " " + event.number() + " " + PADDING + "\n").getBytes(US_ASCII);
    }

    private static void failIf(Event event, Event.Fate fate) {
        if (event.fate() == fate) {
            throw new IllegalArgumentException("meant to fail");
        }
    }

    private static Outcome<Visit> countVisit(Visit visit, Letter letter) {
        letter.visit(visit.event());
        return Outcome.changedOnly();
    }

    /** An event on its way to one of its letters. */
    private record Visit(Event event, String letter) {

        static List<Visit> both(Event event) {
            return List.of(new Visit(event, event.letter()), new Visit(event, event.nextLetter()));
        }
    }
}
