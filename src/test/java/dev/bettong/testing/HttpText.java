package dev.bettong.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a service on this machine over HTTP. */
public final class HttpText {

    private static final Duration TIMEOUT = Deadlines.CONDITION;

    private HttpText() {}

    /** The body of the answer, whatever its status. */
    public static String get(int port, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:%d%s".formatted(port, path));
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
