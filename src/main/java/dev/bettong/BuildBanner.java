package dev.bettong;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootVersion;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** Says which build this is, before anything can fail: its version, and its commit where it was built from git. */
final class BuildBanner implements Banner {

    /** Property with the place of the file that the build writes the version to; Spring Boot's own. */
    static final String BUILD_LOCATION = "spring.info.build.location";

    /** Property with the place of the file that the build writes the commit to; Spring Boot's own. */
    static final String GIT_LOCATION = "spring.info.git.location";

    @Override
    public void printBanner(Environment environment, @Nullable Class<?> sourceClass, PrintStream out) {
        String version = read(environment, BUILD_LOCATION).getProperty("build.version", "of an unknown version");
        String commit = read(environment, GIT_LOCATION).getProperty("git.commit.id", "unknown");
        out.print(
                "Bettong %s, commit %s, on Spring Boot %s".formatted(version, commit, SpringBootVersion.getVersion()));
    }

    private static Properties read(Environment environment, String location) {
        Resource file = new DefaultResourceLoader().getResource(environment.getRequiredProperty(location));
        try {
            return file.exists() ? PropertiesLoaderUtils.loadProperties(file) : new Properties();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be read", e);
        }
    }
}
