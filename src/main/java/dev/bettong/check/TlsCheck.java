package dev.bettong.check;

import dev.bettong.problem.NearestName;
import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.SourceProperties;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.NestedExceptionUtils;

/** Checks that the SSL bundles of sources and sinks exist and can be used, and makes contexts of them. */
final class TlsCheck {

    /**
     * What connections are encrypted with, by source and by sink; those that are not encrypted are missing.
     *
     * @param sources contexts of the sources
     * @param sinks contexts of the sinks
     */
    record Contexts(Map<String, Supplier<SslContext>> sources, Map<String, Supplier<SslContext>> sinks) {}

    /** Makes a context; fails if the bundle is of no use for it. */
    @FunctionalInterface
    private interface Making {
        Supplier<SslContext> make(SslBundles from) throws SSLException;
    }

    private final Problems problems;
    private final @Nullable SslBundles bundles;

    /**
     * Prepares a check.
     *
     * @param bundles the bundles of the application, {@code null} if it has none
     */
    TlsCheck(Problems problems, @Nullable SslBundles bundles) {
        this.problems = problems;
        this.bundles = bundles;
    }

    Contexts check(BettongProperties properties) {
        Contexts contexts = new Contexts(new HashMap<>(), new HashMap<>());
        properties.sources().forEach((name, source) -> {
            if (source.tcp() != null) {
                source(name, source.tcp().ssl(), contexts.sources());
            }
        });
        properties.sinks().forEach((name, sink) -> {
            if (sink.tcp() != null && !sink.tcp().ssl().bundle().isEmpty()) {
                String property = PropertyName.of("bettong.sinks", name) + ".tcp.ssl.bundle";
                String bundle = sink.tcp().ssl().bundle();
                make(property, bundle, name, from -> TlsContext.ofClient(from, bundle), contexts.sinks());
            }
        });
        return contexts;
    }

    private void source(String name, SourceProperties.Ssl ssl, Map<String, Supplier<SslContext>> contexts) {
        String prefix = PropertyName.of("bettong.sources", name) + ".tcp.ssl.";
        ClientAuth clients = ssl.clientAuth().netty();
        if (!ssl.bundle().isEmpty()) {
            make(prefix + "bundle", ssl.bundle(), name, from -> server(prefix, ssl.bundle(), clients, from), contexts);
        } else if (clients != ClientAuth.NONE) {
            problems.add(
                    prefix + "client-auth",
                    "It asks for certificates of clients, but connections are not encrypted.",
                    "Set %sbundle, or leave it out.".formatted(prefix));
        }
    }

    private Supplier<SslContext> server(String prefix, String bundle, ClientAuth clients, SslBundles from)
            throws SSLException {
        SslStoreBundle stores = from.getBundle(bundle).getStores();
        KeyStore keys = stores.getKeyStore();
        if (keys == null) {
            problems.add(
                    prefix + "bundle",
                    "The SSL bundle '%s' has no key, which a server needs.".formatted(bundle),
                    "Give the bundle a key store, or a certificate and its private key.");
        }
        if (clients != ClientAuth.NONE && stores.getTrustStore() == null) {
            problems.add(
                    prefix + "client-auth",
                    "The SSL bundle '%s' does not say whom to trust, so every public authority could let clients in."
                            .formatted(bundle),
                    "Give the bundle a trust store, with the authority of the clients only.");
        }
        return TlsContext.ofServer(from, bundle, clients);
    }

    private void make(
            String property, String bundle, String name, Making making, Map<String, Supplier<SslContext>> contexts) {
        List<String> known = bundles == null ? List.of() : bundles.getBundleNames();
        if (bundles == null || !known.contains(bundle)) {
            problems.add(
                    property,
                    "There is no SSL bundle '%s'.%s".formatted(bundle, NearestName.question(bundle, known)),
                    "Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks.");
            return;
        }
        try {
            contexts.put(name, making.make(bundles));
        } catch (SSLException | RuntimeException e) {
            problems.add(
                    property,
                    "The SSL bundle '%s' cannot be used: %s (%s)"
                            .formatted(
                                    bundle,
                                    e.getMessage(), // names the file; the root has what is wrong with it
                                    NestedExceptionUtils.getMostSpecificCause(e).getMessage()),
                    "Correct what spring.ssl.bundle says of it.");
        }
    }
}
