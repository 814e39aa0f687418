package dev.bettong.plugin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A jar of functions that is read at start.
 *
 * @param file where it is
 * @param classes the bytes of its class files, by class name, in alphabetical order
 * @param autoConfigurations the class names that it lists for Spring Boot
 */
public record PluginJar(Path file, SequencedMap<String, byte[]> classes, List<String> autoConfigurations) {

    /** The file that lists the classes that declare beans. */
    public static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private static final String CLASS = ".class";

    /** Reads all of it; the files of a multi-release jar for one release only, and of a module, are left out. */
    static PluginJar read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            SequencedMap<String, byte[]> classes = new TreeMap<>();
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.endsWith("module-info.class")) {
                    String className = name.substring(0, name.length() - CLASS.length());
                    classes.put(className.replace('/', '.'), bytes(jar, entry));
                }
            }
            JarEntry imports = jar.getJarEntry(IMPORTS);
            return new PluginJar(file, classes, imports == null ? List.of() : names(bytes(jar, imports)));
        }
    }

    /** Whether it lists a class for Spring Boot, or one of its classes refers to it. */
    boolean mentions(String className) {
        String name = className.replace('.', '/');
        return autoConfigurations.contains(className.replace('/', '.'))
                || classes.values().stream().anyMatch(bytes -> mentions(bytes, name));
    }

    /** Whether a class file has a name in the notation of the JVM among its constants. */
    static boolean mentions(byte[] classFile, String name) {
        return new String(classFile, ISO_8859_1).contains(name);
    }

    private static List<String> names(byte[] imports) {
        return new String(imports, UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static byte[] bytes(JarFile jar, JarEntry entry) {
        try (InputStream content = jar.getInputStream(entry)) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("entry " + entry.getName() + " is damaged", e);
        }
    }
}
