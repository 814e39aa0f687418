package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles sources with the compiler of this JVM, without annotation processors and without lint. Keeps the jars of its
 * class path open, so that many small compilations are quick; for one thread.
 */
public final class SourceCompiler implements AutoCloseable {

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8);

    /**
     * A compiler that sees nothing but the JDK, {@code classPath} and what it compiled before.
     *
     * @param classes existing directory for the class files
     */
    public SourceCompiler(Path classes, Collection<Path> classPath) {
        List<Path> visible = new ArrayList<>(classPath);
        visible.add(classes);
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, visible);
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles texts, by the full name of the class that each declares. */
    public List<CompileError> compile(Map<String, String> textsByClass) {
        List<JavaFileObject> sources = new ArrayList<>();
        textsByClass.forEach((name, text) -> sources.add(new Text(name, text)));
        return run(sources);
    }

    /** Compiles every {@code .java} file below a directory. */
    public List<CompileError> compileTree(Path directory) {
        try (var below = Files.walk(directory)) {
            List<Path> sources =
                    below.filter(file -> file.toString().endsWith(".java")).toList();
            return run(files.getJavaFileObjectsFromPaths(sources));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    private List<CompileError> run(Iterable<? extends JavaFileObject> sources) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-implicit:none", "-Xmaxerrs", "1000");
        boolean succeeded = compiler.getTask(null, files, diagnostics, options, null, sources)
                .call();
        List<CompileError> errors = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(error -> new CompileError(
                        error.getSource().getName(), error.getLineNumber(), error.getMessage(Locale.ROOT)))
                .toList();
        if (succeeded != errors.isEmpty()) {
            throw new IllegalStateException(
                    "the compiler says success=%s, and reports %s".formatted(succeeded, errors));
        }
        return errors;
    }

    /**
     * What the compiler has against a source.
     *
     * @param source its file, or {@code /} and the name of its class
     * @param line counted from 1
     */
    public record CompileError(String source, long line, String message) {}

    /** A source without a file. */
    private static final class Text extends SimpleJavaFileObject {

        private final String text;

        private Text(String className, String text) {
            super(URI.create("text:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
