package dev.bettong.wiring;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.TimestampExtractor;
import dev.bettong.problem.NearestName;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.properties.StepKind;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** Looks up the beans that the configuration names, and the types that they declare to take and to give. */
public final class FunctionBeans {

    private static final int LISTED = 8;

    private final ConfigurableListableBeanFactory factory;
    private final Problems problems;
    private final IdentityHashMap<Object, Set<String>> named =
            new IdentityHashMap<>(); // beans of some scopes are not found by identity

    public FunctionBeans(ConfigurableListableBeanFactory factory, Problems problems) {
        this.factory = factory;
        this.problems = problems;
    }

    /**
     * The bean {@code name} of the kind {@code kind}, or {@code null} after having reported why there is none.
     *
     * @param kind interface or class of {@code dev.bettong.pipeline}
     * @param property the property that names the bean
     * @param place where that property is
     */
    <T> @Nullable TypedBean<T> find(Class<T> kind, String property, @Nullable String name, String place) {
        T bean = untyped(kind, property, name, place);
        return bean == null || name == null ? null : new TypedBean<>(bean, types(kind, name, bean, place));
    }

    /** As {@link #find}, for a bean that is usable without its type arguments. */
    <T> @Nullable T untyped(Class<T> kind, String property, @Nullable String name, String place) {
        if (name == null || name.isBlank()) {
            problems.add(place, "'%s' is missing.".formatted(property), choice(kind));
            return null;
        }
        List<String> valid = valid(kind);
        if (!factory.containsBean(name)) {
            problems.add(
                    place,
                    "'%s' names the bean '%s', which does not exist.%s"
                            .formatted(property, name, NearestName.question(name, valid)),
                    choice(kind));
            return null;
        }
        Object bean = factory.getBean(name);
        if (!kind.isInstance(bean)) {
            problems.add(
                    place,
                    "'%s' names the bean '%s', which is %s and not %s.%s"
                            .formatted(
                                    property,
                                    name,
                                    Wording.withArticle(kindOf(bean)),
                                    Wording.withArticle(kind.getSimpleName()),
                                    NearestName.question(name, valid)),
                    otherVerb(bean, kind, name));
            return null;
        }
        named.computeIfAbsent(bean, first -> new LinkedHashSet<>()).add(name);
        return kind.cast(bean);
    }

    /** The class {@code name} of the application or a plug-in, or {@code null} after having reported that there is none. */
    @Nullable
    Class<?> findClass(String property, String name, String place) {
        try {
            return ClassUtils.forName(name.strip(), factory.getBeanClassLoader());
        } catch (ClassNotFoundException | LinkageError | IllegalArgumentException missing) {
            problems.add(
                    place,
                    "'%s' names the class '%s', which cannot be found.".formatted(property, name),
                    "Write its full name, such as com.example.Visit, and make sure that its jar is there.");
            return null;
        }
    }

    /** Whether there is a bean {@code name} of a kind. */
    boolean isA(String name, Class<?> kind) {
        return factory.containsBean(name) && factory.isTypeMatch(name, kind);
    }

    /** The type arguments that the bean {@code name} gives to {@code kind}, or {@code null} after having reported it. */
    @Nullable
    List<ResolvableType> types(Class<?> kind, String name, Object bean, String place) {
        List<ResolvableType> types = declaredTypes(kind, name, bean);
        if (types == null) {
            problems.add(
                    place,
                    "The bean '%s' does not say which types it takes and gives.".formatted(name),
                    "Declare the return type of its bean method with type arguments: %s.".formatted(signature(kind)));
        }
        return types;
    }

    /** The type arguments that the bean {@code name} gives to {@code kind}, or {@code null} if it keeps them open. */
    @Nullable
    List<ResolvableType> declaredTypes(Class<?> kind, String name, Object bean) {
        return Stream.of(definedType(name), ResolvableType.forClass(bean.getClass()))
                .map(type -> List.of(type.as(kind).getGenerics()))
                .filter(types -> !types.isEmpty() && types.stream().allMatch(type -> type.resolve() != null))
                .findFirst()
                .orElse(null);
    }

    /**
     * A type argument that a function gives to {@code kind}: as the bean that is this very object declares it, or else as its
     * class does. {@code null} if neither does, or if the object is several beans that do not agree.
     *
     * @param index of the argument
     */
    @Nullable
    public ResolvableType declaredType(Class<?> kind, int index, Object function) {
        ResolvableType ofClass = ResolvableType.forClass(function.getClass());
        Map<String, ResolvableType> declared = new HashMap<>(); // by its text: equal types may have unequal origins
        for (String name : names(kind, function)) {
            Stream.of(definedType(name), ofClass)
                    .map(type -> type.as(kind).getGeneric(index))
                    .filter(type -> type.resolve() != null)
                    .findFirst()
                    .ifPresent(type -> declared.put(type.toString(), type));
        }
        ResolvableType type = declared.isEmpty()
                ? ofClass.as(kind).getGeneric(index)
                : declared.values().iterator().next();
        return declared.size() > 1 || type.resolve() == null ? null : type;
    }

    /** The beans that are this very object: of a lambda without variables there is only one in a process. */
    @SuppressWarnings("ReferenceEquality") // this very object
    private Set<String> names(Class<?> kind, Object function) {
        Set<String> names = new LinkedHashSet<>(named.getOrDefault(function, Set.of()));
        for (String name : factory.getBeanNamesForType(kind, true, false)) {
            if (factory.getSingleton(name) == function) {
                names.add(name);
            }
        }
        return names;
    }

    /** The type of the keys that {@code by} gives, from its bean or its class; {@code null} if neither says it. */
    @Nullable
    public Type keyType(PartitionFunction<?, ?> by) {
        ResolvableType key = declaredType(PartitionFunction.class, 1, by);
        return key == null ? null : key.getType();
    }

    private ResolvableType definedType(String name) {
        try {
            return factory.getMergedBeanDefinition(name).getResolvableType();
        } catch (NoSuchBeanDefinitionException registeredAsInstance) {
            return ResolvableType.NONE;
        }
    }

    private static String signature(Class<?> kind) {
        String parameters = String.join(
                ", ",
                Arrays.stream(kind.getTypeParameters()).map(ignored -> "...").toList());
        return "%s<%s>".formatted(kind.getSimpleName(), parameters);
    }

    /** What the configuration may name as one of a kind. */
    private List<String> valid(Class<?> kind) {
        List<String> ready = kind == Aggregation.class ? ReadyAggregation.KEYS : List.of();
        return Stream.concat(ready.stream(), Arrays.stream(factory.getBeanNamesForType(kind)))
                .toList();
    }

    private String choice(Class<?> kind) {
        String choice = beansToChoose(kind);
        return kind == Aggregation.class
                ? "Write one of %s. Or %s%s"
                        .formatted(
                                String.join(", ", ReadyAggregation.KEYS),
                                Character.toLowerCase(choice.charAt(0)),
                                choice.substring(1))
                : choice;
    }

    private String beansToChoose(Class<?> kind) {
        List<String> valid = List.of(factory.getBeanNamesForType(kind));
        if (valid.isEmpty()) {
            return "Declare %s bean and name it here.".formatted(Wording.withArticle(kind.getSimpleName()));
        }
        String listed = Wording.quoted(valid.subList(0, Math.min(valid.size(), LISTED)));
        return "Name %s bean: %s%s."
                .formatted(Wording.withArticle(kind.getSimpleName()), listed, valid.size() > LISTED ? ", ..." : "");
    }

    private String otherVerb(Object bean, Class<?> kind, String name) {
        if (kind == FramedDecoder.class && bean instanceof Decoder) {
            return "Wrap it in Decoder.framed(...), Decoder.lines(...) or another of its framings: a TCP source has to"
                    + " know where a frame ends.";
        }
        boolean step = Stream.of(StepKind.values()).anyMatch(verb -> verb.function() == kind);
        return Stream.of(StepKind.values())
                .filter(verb -> step && verb.keyedFunction().isInstance(bean))
                .findFirst()
                .map(verb -> "Write '%s: %s', or name another bean.".formatted(verb.key(), name))
                .orElseGet(() -> choice(kind));
    }

    private static String kindOf(Object bean) {
        Stream<Class<?>> steps =
                Stream.of(StepKind.values()).flatMap(verb -> Stream.of(verb.function(), verb.keyedFunction()));
        Stream<Class<?>> others = Stream.of(
                OnTimer.class,
                KeyedOnTimer.class,
                TimestampExtractor.class,
                FramedDecoder.class,
                Decoder.class,
                Encoder.class,
                State.class,
                Pipeline.class,
                ToLongFunction.class,
                ToDoubleFunction.class,
                Comparator.class,
                BinaryOperator.class);
        return Stream.concat(steps, others)
                .filter(kind -> kind.isInstance(bean))
                .findFirst()
                .map(Class::getSimpleName)
                .orElseGet(() -> bean.getClass().getName());
    }
}
