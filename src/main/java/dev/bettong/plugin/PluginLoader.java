package dev.bettong.plugin;

import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of plug-ins, and knows which jar each is from. What the application has comes from the application.
 * It stays open as long as the process lives: a function may need a class for the first time while it drains.
 */
final class PluginLoader extends URLClassLoader {

    private final List<PluginJar> jars;

    PluginLoader(List<PluginJar> jars, @Nullable ClassLoader parent) {
        super("plugins", jars.stream().map(jar -> url(jar.file())).toArray(URL[]::new), parent);
        this.jars = List.copyOf(jars);
    }

    List<PluginJar> jars() {
        return jars;
    }

    /** The jar that brings a class; empty if none does. */
    Optional<PluginJar> jarOf(@Nullable String className) {
        return jars.stream().filter(jar -> jar.classes().containsKey(className)).findFirst();
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
