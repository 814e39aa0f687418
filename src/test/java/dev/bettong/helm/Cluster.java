package dev.bettong.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stands in for what tells Prometheus about pods and volumes in a cluster: asks the service whether it is ready, as a
 * kubelet does, and the disk how much room it has, and says so by the names of kube-state-metrics and the kubelet.
 */
final class Cluster implements AutoCloseable {

    private final HttpServer server;
    private final int service;
    private final Path volume;

    private Cluster(HttpServer server, int service, Path volume) {
        this.server = server;
        this.service = service;
        this.volume = volume;
    }

    /**
     * Begins to answer at {@code /metrics}.
     *
     * @param service HTTP port of the service
     * @param volume where its disk is mounted
     */
    static Cluster start(int service, Path volume) throws IOException {
        Cluster cluster = new Cluster(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), service, volume);
        cluster.server.createContext("/metrics", cluster::tell);
        cluster.server.start();
        return cluster;
    }

    private void tell(HttpExchange exchange) throws IOException {
        byte[] answer = """
                kube_pod_status_ready{namespace="streams",pod="demo-bettong-0",condition="true"} %d
                kubelet_volume_stats_available_bytes{namespace="streams",persistentvolumeclaim="data-demo-bettong-0"} %d
                """.formatted(
                ready() ? 1 : 0, Files.getFileStore(volume).getUsableSpace()).getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private boolean ready() {
        try {
            URI readiness = URI.create("http://localhost:%d/actuator/health/readiness".formatted(service));
            return ((HttpURLConnection) readiness.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException gone) {
            return false;
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
