package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * No version that Spring Boot knows is written in our pom: whoever raises that of Spring Boot gets its fixes of all of
 * them. Reads the poms of Spring Boot and of what it imports from the repository that its jar comes from.
 */
class ManagedVersionsTest {

    private static final Path OURS = Path.of("pom.xml");

    private final Set<String> managed = new HashSet<>();
    private final Set<String> properties = new HashSet<>();

    @Test
    void noVersionIsPinnedThatSpringBootManages() throws Exception {
        readManaged("org.springframework.boot", "spring-boot-dependencies", SpringBootVersion.getVersion());
        assertThat(managed).hasSizeGreaterThan(1000).contains("io.netty:netty-handler", "org.slf4j:slf4j-api");

        Element project = read(OURS);

        assertThat(dependencies(project))
                .filteredOn(dependency -> text(dependency, "version") != null)
                .extracting(dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
                .isNotEmpty()
                .noneMatch(managed::contains);
        assertThat(children(Objects.requireNonNull(child(project, "properties"))))
                .extracting(Node::getNodeName)
                .filteredOn(name -> name.endsWith(".version"))
                .isNotEmpty()
                .noneMatch(name -> properties.contains(name) && !name.equals("java.version"));
    }

    private void readManaged(String group, String artifact, String version) throws Exception {
        Element project = read(repository()
                .resolve(group.replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom"));
        Map<String, String> values = new HashMap<>(Map.of("project.version", version, "project.groupId", group));
        Element declared = child(project, "properties");
        if (declared != null) {
            children(declared).forEach(each -> values.put(each.getNodeName(), each.getTextContent()));
            properties.addAll(values.keySet());
        }
        for (Element dependency : dependencies(project)) {
            String member = resolve(text(dependency, "groupId"), values);
            String name = resolve(text(dependency, "artifactId"), values);
            managed.add(member + ":" + name);
            if ("import".equals(text(dependency, "scope"))) {
                readManaged(member, name, resolve(text(dependency, "version"), values));
            }
        }
    }

    private static Path repository() throws URISyntaxException {
        Path jar = Path.of(SpringApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return jar.resolve("../../../../../..").normalize(); // org/springframework/boot/spring-boot/<version>/<jar>
    }

    private static String resolve(@Nullable String text, Map<String, String> values) {
        String found = Objects.requireNonNull(text);
        return found.startsWith("${")
                ? Objects.requireNonNull(values.get(found.substring(2, found.length() - 1)), found)
                : found;
    }

    private static List<Element> dependencies(Element project) {
        NodeList found = project.getElementsByTagName("dependency");
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static Element read(Path pom) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static @Nullable Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(each -> each.getNodeName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? null : child.getTextContent();
    }
}
