package dev.bettong.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The chart, rendered as Helm does it for a release called {@code demo}.
 *
 * @param directory where it is, and what Helm reads
 */
record Chart(Path directory) {

    static final Path SOURCE = Path.of("helm", "bettong");

    private static final Path VALUES = Path.of("src", "test", "resources", "dev", "bettong", "helm");
    private static final String KUBERNETES = "1.34.0";
    private static final String NAMESPACE = "streams";

    static Chart ofSource() {
        return new Chart(SOURCE);
    }

    /** A copy that renders all: its test pod is an object as any other, and its notes are in a ConfigMap. */
    static Chart withHooksAndNotes(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(SOURCE.relativize(file));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
        Path pod = target.resolve("templates/tests/test.yaml");
        Files.writeString(pod, Files.readString(pod).replaceAll("(?m)^    helm.sh/hook.*\n", ""));
        Files.move(target.resolve("templates/NOTES.txt"), target.resolve("notes.txt"));
        Files.writeString(target.resolve("templates/notes.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ include "bettong.named" (list . "notes") }}
                  labels: {}
                data:
                  notes: |
                    {{- tpl (.Files.Get "notes.txt") . | nindent 4 }}
                """);
        return new Chart(target);
    }

    /** A file with values that are good. */
    static Path values(String name) {
        return VALUES.resolve(name + ".yaml");
    }

    static List<String> valuesFiles() {
        return List.of("minimal", "without-persistence", "tls", "existing-secrets", "everything");
    }

    List<String> lint() {
        return new Helm(directory).lint().strict().call().getMessages();
    }

    String renderDefaults() {
        return template("demo").call();
    }

    String render(Path values) {
        return render("demo", values);
    }

    String render(String release, Path values) {
        return template(release).withValuesFile(values).call();
    }

    /** Renders with these values, written as YAML. */
    String renderText(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return render(Files.writeString(file, values, UTF_8));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TemplateCommand template(String release) {
        return new Helm(directory)
                .template()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
    }
}
