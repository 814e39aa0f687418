package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One call of a command in this JVM, on a thread of its own. */
final class Call {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private Call() {}

    static Call of(String... args) {
        return with("", args);
    }

    static Call with(String input, String... args) {
        return with(new ByteArrayInputStream(input.getBytes(UTF_8)), args);
    }

    static Call with(InputStream input, String... args) {
        Call call = new Call();
        PrintStream out = new PrintStream(call.out, false, UTF_8);
        PrintStream err = new PrintStream(call.err, true, UTF_8);
        Thread.ofPlatform()
                .daemon()
                .start(() -> call.exit.completeAsync(() -> new CommandLine(input, out, err).run(args), Runnable::run));
        return call;
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException, ExecutionException, TimeoutException {
        return exit.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    String out() {
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    void awaitErr(String text) {
        await(text).atMost(DEADLINE).until(() -> err().contains(text));
    }

    void awaitOut(String text) {
        await(text).atMost(DEADLINE).until(() -> out().contains(text));
    }
}
