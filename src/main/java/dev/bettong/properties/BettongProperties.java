package dev.bettong.properties;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.embedded.FatalErrorPolicy;
import dev.bettong.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the configuration says under {@code bettong}.
 *
 * @param examples Example applications to run: word-count, reverse, celsius, market-spread, enrichment, alphabet, alerts,
 *     sessions, sensors, payments.
 * @param demo Whether to send text to the word-count example and to receive its counts, all in this process.
 * @param runtime Where the pipelines run: embedded, which is in this process.
 * @param workers Number of event loops that do the work; 0 stands for one per core.
 * @param partitions Number of partitions that the keys of a partitioning without a key list are hashed to.
 * @param workerDelayLimit Delay of a worker beyond which its pipelines are DEGRADED, and the log says where it is.
 * @param mailboxCapacity Amount of data that may wait between two workers before the sources of the pipeline pause.
 * @param shutdownTimeout Time that a stop may take to let what was read run through to the sinks.
 * @param onFatalError What happens after an error that this JVM does not survive sanely, such as a lack of memory
 *     outside of functions: halt ends the process, fail ends all pipelines. The service halts.
 * @param dataDirectory Directory for what must survive a crash; nothing is kept on disk without one.
 * @param verifyOnStart When a start reads all files of the data directory and verifies their checksums: after-crash, or
 *     always.
 * @param createStore When an empty store is made in the data directory: if-new, unless there are backups or other signs of
 *     an earlier one; always; or never.
 * @param pluginDirectory Directory with jars of functions to add to the application; the service looks into "plugins".
 * @param delivery What is promised: at-most-once, or exactly-once-state, which is the default with a data directory.
 * @param checkpoint Checkpoints of the state.
 * @param journal Journal of what was accepted.
 * @param state State of the keys.
 * @param heap Heap of the process.
 * @param backup Backups of the data directory.
 * @param deadLetters What is kept of frames that could not be handled.
 * @param security Who may see and steer over HTTP.
 * @param http Requests over HTTP.
 * @param tap Listening to events at a step over HTTP.
 * @param tracing Following frames through the pipelines.
 * @param pipelines Pipelines that are wired from function beans by name.
 * @param sources Addresses of the sources that pipelines read from, by name.
 * @param sinks Addresses of the sinks that pipelines write to, by name.
 */
@ConfigurationProperties(prefix = "bettong", ignoreUnknownFields = false)
public record BettongProperties(
        @DefaultValue List<String> examples,
        @DefaultValue("false") boolean demo,
        @DefaultValue("embedded") RuntimeKind runtime,
        @DefaultValue("0") int workers,
        @DefaultValue("64") int partitions,
        @DefaultValue("3s") Duration workerDelayLimit,
        @DefaultValue("4MB") DataSize mailboxCapacity,
        @DefaultValue("20s") Duration shutdownTimeout,
        @DefaultValue("fail") FatalErrorPolicy onFatalError,
        @Nullable Path dataDirectory,
        @DefaultValue("after-crash") VerifyOnStart verifyOnStart,
        @DefaultValue("if-new") StoreSettings.Creation createStore,
        @Nullable Path pluginDirectory,
        @Nullable Delivery delivery,
        @DefaultValue CheckpointProperties checkpoint,
        @DefaultValue JournalProperties journal,
        @DefaultValue StateProperties state,
        @DefaultValue HeapProperties heap,
        @DefaultValue BackupProperties backup,
        @DefaultValue DeadLetterProperties deadLetters,
        @DefaultValue SecurityProperties security,
        @DefaultValue HttpProperties http,
        @DefaultValue TapProperties tap,
        @DefaultValue TracingProperties tracing,
        @DefaultValue Map<String, PipelineProperties> pipelines,
        @DefaultValue Map<String, SourceProperties> sources,
        @DefaultValue Map<String, SinkProperties> sinks)
        implements BettongSection {

    public EmbeddedSettings settings() {
        int loops = workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
        return new EmbeddedSettings(
                loops,
                partitions,
                workerDelayLimit,
                mailboxCapacity.toBytes(),
                shutdownTimeout,
                state.limits(durable()),
                heap.nearlyFull() / 100.0,
                http.maxEntitySize().toBytes(),
                deadLetters.bounds(),
                onFatalError,
                durable() && dataDirectory != null ? durability(dataDirectory) : null);
    }

    /** Whether what is accepted must survive a crash. */
    public boolean durable() {
        return delivery == null ? dataDirectory != null : delivery == Delivery.EXACTLY_ONCE_STATE;
    }

    private DurabilitySettings durability(Path directory) {
        return new DurabilitySettings(
                StoreSettings.in(directory, createStore),
                verifyOnStart == VerifyOnStart.ALWAYS,
                checkpoint.interval(),
                checkpoint.cutTimeout(),
                journal.sync() == JournalProperties.Sync.ALWAYS,
                journal.syncInterval(),
                state.maxDowntime(),
                deadLetters.bounds(),
                new DurabilitySettings.BackupSettings(backup.interval(), backup.keep()));
    }
}
