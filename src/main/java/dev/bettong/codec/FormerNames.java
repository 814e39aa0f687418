package dev.bettong.codec;

import dev.bettong.pipeline.FormerName;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.Version;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;

/** Has Jackson read {@link FormerName}, and no other annotation. */
final class FormerNames extends AnnotationIntrospector {

    private static final long serialVersionUID = 1;

    /** The former names of a field. */
    static List<String> of(AnnotatedElement field) {
        FormerName former = field.getAnnotation(FormerName.class);
        return former == null ? List.of() : List.of(former.value());
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public List<PropertyName> findPropertyAliases(MapperConfig<?> config, Annotated member) {
        FormerName former = member.getAnnotation(FormerName.class);
        return former == null
                ? List.of()
                : Arrays.stream(former.value()).map(PropertyName::construct).toList();
    }
}
