package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Signs certificates, with the JDK's keytool. For one thread. */
public final class Authority {

    /** Of every store and key. */
    public static final String PASSWORD = "changeit";

    /** The names of this machine in a certificate. */
    public static final String HERE = "san=ip:127.0.0.1,dns:localhost";

    private static final String ALIAS = "authority";

    /** Rounds of hashing that make passwords hard to guess: in a test they only take seconds of every store that is read. */
    private static final List<String> ROUNDS = List.of(
            "keystore.pkcs12.certPbeIterationCount",
            "keystore.pkcs12.keyPbeIterationCount",
            "keystore.pkcs12.macIterationCount");

    private final Path directory;
    private final Path own;

    static {
        ROUNDS.forEach(rounds -> Security.setProperty(rounds, "1"));
    }

    /** Makes an authority whose files are in an empty directory. */
    public Authority(Path directory) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.own = directory.resolve("own.p12");
        generate(own, ALIAS, List.of("-ext", "bc:c", "-startdate", "-30d", "-validity", "60"));
    }

    /** A store with a key whose certificate is for this machine and valid now. */
    public Path key(String name) throws IOException, InterruptedException, GeneralSecurityException {
        return key(name, HERE, "-1d", 10);
    }

    /** A store with a key whose certificate has an extension, and is valid for some days from a relative date. */
    public Path key(String name, String extension, String start, int days)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path both = Files.copy(own, directory.resolve(name + "-and-authority.p12"));
        String validity = Integer.toString(days);
        generate(both, name, List.of("-signer", ALIAS, "-ext", extension, "-startdate", start, "-validity", validity));
        KeyStore keys = load(both);
        keys.deleteEntry(ALIAS);
        return store(keys, name);
    }

    /** A store that trusts this authority. */
    public Path trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, load(own).getCertificate(ALIAS));
        return store(trusted, "trust");
    }

    /** What a peer in the same JVM uses: with a key, or {@code null} if it has none. */
    public static SSLContext context(@Nullable Path key, Path trust) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key == null ? null : load(key), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(load(trust));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static void generate(Path store, String alias, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        ROUNDS.forEach(rounds -> command.add("-J-D" + rounds + "=1"));
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        command.addAll(options);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }

    private Path store(KeyStore keys, String name) throws IOException, GeneralSecurityException {
        Path file = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return loaded;
    }
}
