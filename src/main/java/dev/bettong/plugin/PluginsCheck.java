package dev.bettong.plugin;

import dev.bettong.problem.Problems;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plug-ins of a directory, and finds what nothing else reports, or not with the name of the jar: a newer
 * Java, a class that is there twice, or one that is never looked at. What the JVM and Spring Boot report while they load a plug-in is left to them and {@link
 * PluginFailureAnalyzer}.
 */
final class PluginsCheck {

    private static final int CLASS_FILE = 0xCAFEBABE;
    private static final int CLASS_FILES_BEFORE_JAVA_1 = 44;
    private static final String BEAN_METHOD = "Lorg/springframework/context/annotation/Bean;";
    private static final String API = "dev/bettong/pipeline/";

    private final ClassLoader application;
    private final Problems problems;

    /** A check of jars that will be loaded above {@code application}. */
    PluginsCheck(ClassLoader application, Problems problems) {
        this.application = application;
        this.problems = problems;
    }

    /** The jars of a directory in alphabetical order, without those that cannot be read. */
    List<PluginJar> read(Path directory) {
        List<PluginJar> jars = new ArrayList<>();
        for (Path file : files(directory)) {
            PluginJar jar = open(file);
            if (jar != null) {
                jars.add(jar);
            }
        }
        jars.forEach(this::javaVersion);
        classesInTwoPlaces(jars);
        jars.forEach(jar -> unlistedBeans(jar, jars));
        return jars;
    }

    /** How problems name a plug-in. */
    static String place(Path file) {
        return "plug-in " + file;
    }

    private List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(
                    "bettong.plugin-directory",
                    "The directory %s cannot be read: %s.".formatted(directory, e),
                    "Let the user that runs the service read it, or set another directory.");
            return List.of();
        }
    }

    private @Nullable PluginJar open(Path file) {
        try {
            return PluginJar.read(file);
        } catch (IOException | UncheckedIOException e) {
            problems.add(
                    place(file),
                    "It cannot be read as a jar: %s.".formatted(e),
                    "Copy the whole jar there, readable for the user that runs the service, or remove it.");
            return null;
        }
    }

    private void javaVersion(PluginJar jar) {
        int ours = Runtime.version().feature();
        jar.classes().entrySet().stream()
                .filter(each -> javaVersion(each.getValue()) > ours)
                .findFirst()
                .ifPresent(each -> problems.add(
                        place(jar.file()),
                        "Its class %s was compiled for Java %d, but this is Java %d."
                                .formatted(each.getKey(), javaVersion(each.getValue()), ours),
                        "Compile it with --release %d, or run the service on a newer Java.".formatted(ours)));
    }

    /** The oldest Java that loads a class file; 0 for what is none, which the JVM reports. */
    private static int javaVersion(byte[] classFile) {
        try (DataInputStream header = new DataInputStream(new ByteArrayInputStream(classFile))) {
            boolean valid = header.readInt() == CLASS_FILE;
            header.readUnsignedShort(); // the minor version
            return valid ? header.readUnsignedShort() - CLASS_FILES_BEFORE_JAVA_1 : 0;
        } catch (IOException tooShort) {
            return 0;
        }
    }

    /** The same class twice does no harm if both are the same, byte by byte. */
    private void classesInTwoPlaces(List<PluginJar> jars) {
        Map<String, PluginJar> seen = new HashMap<>();
        for (PluginJar jar : jars) {
            boolean reported = false;
            for (Map.Entry<String, byte[]> each : jar.classes().entrySet()) {
                String name = each.getKey();
                PluginJar other = seen.putIfAbsent(name, jar);
                URL ours = application.getResource(name.replace('.', '/') + ".class");
                if (!reported && ours != null && !Arrays.equals(each.getValue(), bytes(ours))) {
                    problems.add(
                            place(jar.file()),
                            "Its class %s differs from that in the application (%s).".formatted(name, ours),
                            "Leave it out of the jar: the application's is used.");
                    reported = true;
                } else if (!reported
                        && other != null
                        && !Arrays.equals(each.getValue(), other.classes().get(name))) {
                    problems.add(
                            place(jar.file()),
                            "Its class %s differs from that in %s.".formatted(name, other.file()),
                            "Remove the older of the two jars, or the class from one of them.");
                    reported = true;
                }
            }
        }
    }

    private static byte[] bytes(URL resource) {
        try (InputStream content = resource.openStream()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " could not be read", e);
        }
    }

    /** Spring Boot does not look at a class that no jar lists. */
    private void unlistedBeans(PluginJar jar, List<PluginJar> all) {
        if (!jar.autoConfigurations().isEmpty()) {
            return;
        }
        jar.classes().keySet().stream()
                .filter(name -> declaresFunctions(jar.classes().get(name)))
                .filter(name ->
                        all.stream().noneMatch(each -> each.autoConfigurations().contains(name)))
                .findFirst()
                .ifPresent(name -> problems.add(
                        place(jar.file()),
                        "Its class %s declares beans, but no jar lists it, so Spring Boot would not find them."
                                .formatted(name),
                        "Write '%s' into a file %s in the jar.".formatted(name, PluginJar.IMPORTS)));
    }

    private static boolean declaresFunctions(byte @Nullable [] classFile) {
        return classFile != null && PluginJar.mentions(classFile, BEAN_METHOD) && PluginJar.mentions(classFile, API);
    }
}
