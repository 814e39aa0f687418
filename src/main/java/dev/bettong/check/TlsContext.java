package dev.bettong.check;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** What new connections of one source or sink are encrypted with: the certificates of a bundle, as they are now. */
final class TlsContext implements Supplier<SslContext> {

    /** Makes a context of a bundle. */
    @FunctionalInterface
    private interface Recipe {
        SslContext make(SslBundle bundle) throws SSLException;
    }

    private static final Logger log = LoggerFactory.getLogger(TlsContext.class);

    private final Recipe recipe;
    private volatile SslContext current; // written by the thread that starts, then by the thread that watches the files

    private TlsContext(Recipe recipe, SslContext current) {
        this.recipe = recipe;
        this.current = current;
    }

    /** For connections that come in. */
    static TlsContext ofServer(SslBundles bundles, String bundle, ClientAuth clients) throws SSLException {
        return following(
                bundles,
                bundle,
                from -> common(
                                from,
                                SslContextBuilder.forServer(from.getManagers().getKeyManagerFactory()))
                        .clientAuth(clients)
                        .build());
    }

    /** For connections that go out, to a peer whose certificate has to be for the host's name. */
    static TlsContext ofClient(SslBundles bundles, String bundle) throws SSLException {
        return following(
                bundles,
                bundle,
                from -> common(from, SslContextBuilder.forClient())
                        .keyManager(from.getManagers().getKeyManagerFactory())
                        .endpointIdentificationAlgorithm("HTTPS")
                        .build());
    }

    private static SslContextBuilder common(SslBundle from, SslContextBuilder builder) {
        SslOptions options = from.getOptions();
        return builder.sslProvider(SslProvider.JDK)
                .trustManager(from.getManagers().getTrustManagerFactory())
                .protocols(options.getEnabledProtocols())
                .ciphers(SslOptions.asSet(options.getCiphers()));
    }

    private static TlsContext following(SslBundles bundles, String bundle, Recipe recipe) throws SSLException {
        TlsContext context = new TlsContext(recipe, recipe.make(bundles.getBundle(bundle)));
        bundles.addBundleUpdateHandler(bundle, renewed -> context.renew(bundle, renewed));
        return context;
    }

    private void renew(String name, SslBundle renewed) {
        try {
            current = recipe.make(renewed);
            log.info("New connections use the renewed SSL bundle '{}'", name);
        } catch (SSLException | RuntimeException e) {
            log.error("SSL bundle '{}' cannot be used as it is now; new connections use it as it was before", name, e);
        }
    }

    @Override
    public SslContext get() {
        return current;
    }
}
