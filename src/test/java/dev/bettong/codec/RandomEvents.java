package dev.bettong.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.keys.TextTypes;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/** Makes random values of a type; the same for the same seed. */
final class RandomEvents {

    private static final int DEEPEST = 6;
    private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();

    private final Random random;
    private final Map<Class<?>, Supplier<Object>> scalars = new HashMap<>();

    RandomEvents(long seed) {
        random = new Random(seed);
        scalars.put(String.class, this::text);
        scalars.put(Boolean.class, random::nextBoolean);
        scalars.put(Character.class, () -> (char) random.nextInt(Character.MIN_SURROGATE));
        scalars.put(Byte.class, () -> (byte) random.nextInt());
        scalars.put(Short.class, () -> (short) random.nextInt());
        scalars.put(Integer.class, () -> random.nextInt() >> random.nextInt(32));
        scalars.put(Long.class, () -> random.nextLong() >> random.nextInt(64));
        scalars.put(
                Float.class, () -> pick(random.nextFloat(), -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY));
        scalars.put(Double.class, () -> pick(random.nextGaussian(), -0d, Double.NaN, 0.1, Double.MAX_VALUE));
        scalars.put(BigInteger.class, this::whole);
        scalars.put(BigDecimal.class, () -> new BigDecimal(whole(), random.nextInt() >> random.nextInt(32)));
        scalars.put(UUID.class, () -> new UUID(random.nextLong(), random.nextLong()));
        scalars.put(byte[].class, () -> text().getBytes(UTF_8));
        times();
    }

    private void times() {
        Supplier<LocalDate> date = () -> LocalDate.ofEpochDay(random.nextInt() >> random.nextInt(32));
        Supplier<LocalTime> time = () -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
        Supplier<LocalDateTime> both = () -> LocalDateTime.of(date.get(), time.get());
        Supplier<ZoneOffset> offset = () -> ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801));
        Supplier<ZoneId> zone = () -> pick(ZoneId.of("Europe/Berlin"), offset.get(), ZoneOffset.UTC);
        scalars.put(Instant.class, () -> Instant.ofEpochSecond(random.nextInt(), random.nextInt()));
        scalars.put(LocalDate.class, date::get);
        scalars.put(LocalTime.class, time::get);
        scalars.put(LocalDateTime.class, both::get);
        scalars.put(OffsetDateTime.class, () -> both.get().atOffset(offset.get()));
        scalars.put(OffsetTime.class, () -> time.get().atOffset(offset.get()));
        scalars.put(ZonedDateTime.class, () -> ZonedDateTime.of(both.get(), zone.get()));
        scalars.put(Year.class, () -> Year.of(random.nextInt(-99_999, 99_999)));
        scalars.put(YearMonth.class, () -> YearMonth.of(random.nextInt(-99_999, 99_999), random.nextInt(1, 13)));
        scalars.put(MonthDay.class, () -> MonthDay.of(random.nextInt(1, 13), random.nextInt(1, 29)));
        scalars.put(Duration.class, () -> Duration.ofSeconds(random.nextLong() / 2, random.nextInt()));
        scalars.put(Period.class, () -> Period.of(random.nextInt(), random.nextInt(), random.nextInt()));
        scalars.put(ZoneOffset.class, offset::get);
        scalars.put(ZoneId.class, zone::get);
        TextTypes.ALL.forEach(type -> {
            if (!scalars.containsKey(type.type())) {
                throw new IllegalStateException("no random values of " + type.type());
            }
        });
    }

    /** A value of the type; never {@code null}. */
    Object next(EventType type) {
        return value(type.javaType(), 0);
    }

    /** Whether two values are alike, whatever kinds of collections they have. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        if (one.getClass().isArray()) {
            return one.getClass() == other.getClass() && same(elements(one), elements(other));
        }
        if (one instanceof List<?> some && other instanceof List<?> others) {
            return some.size() == others.size()
                    && IntStream.range(0, some.size()).allMatch(i -> same(some.get(i), others.get(i)));
        }
        if (one instanceof Map<?, ?> some && other instanceof Map<?, ?> others) {
            return some.keySet().equals(others.keySet())
                    && some.keySet().stream().allMatch(key -> same(some.get(key), others.get(key)));
        }
        if (one instanceof Optional<?> some && other instanceof Optional<?> others) {
            return same(some.orElse(null), others.orElse(null));
        }
        return (one instanceof Record && one.getClass() == other.getClass())
                ? same(components(one), components(other))
                : one.equals(other);
    }

    private static List<@Nullable Object> elements(Object array) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private static List<@Nullable Object> components(Object record) {
        List<@Nullable Object> components = new ArrayList<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                components.add(component.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return components;
    }

    private @Nullable Object component(JavaType type, int depth) {
        boolean absent = !type.isPrimitive() && !type.hasRawClass(Optional.class) && random.nextInt(8) == 0;
        return absent ? null : value(type, depth);
    }

    private Object value(JavaType type, int depth) {
        Class<?> raw = type.getRawClass();
        Supplier<Object> scalar = scalars.get(EventType.of(raw).rawClass());
        if (scalar != null) {
            return scalar.get();
        }
        if (raw.isEnum()) {
            return pick(raw.getEnumConstants());
        }
        if (raw == Optional.class) {
            return size(depth) == 0 ? Optional.empty() : Optional.of(value(type.containedType(0), depth + 1));
        }
        if (type.isMapLikeType()) {
            Map<Object, @Nullable Object> map = new HashMap<>();
            for (int i = size(depth); i > 0; i--) {
                map.put(value(type.getKeyType(), depth + 1), component(type.getContentType(), depth + 1));
            }
            return map;
        }
        if (type.isArrayType()) {
            Object array = Array.newInstance(type.getContentType().getRawClass(), size(depth));
            for (int i = 0; i < Array.getLength(array); i++) {
                Array.set(array, i, component(type.getContentType(), depth + 1));
            }
            return array;
        }
        if (type.isCollectionLikeType()) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = size(depth); i > 0; i--) {
                elements.add(component(type.getContentType(), depth + 1));
            }
            return type.isTypeOrSubTypeOf(Set.class) ? new LinkedHashSet<>(elements) : elements;
        }
        return raw.isRecord() ? record(type, depth) : value(permitted(type, depth), depth);
    }

    private JavaType permitted(JavaType type, int depth) {
        Class<?>[] permitted = type.getRawClass().getPermittedSubclasses();
        Class<?> picked = depth > DEEPEST ? permitted[0] : pick(permitted);
        return TYPES.constructSpecializedType(type, picked);
    }

    private Object record(JavaType type, int depth) {
        RecordComponent[] components = type.getRawClass().getRecordComponents();
        @Nullable
        Object[] values = Arrays.stream(components)
                .map(component -> TYPES.resolveMemberType(component.getGenericType(), type.getBindings()))
                .map(component -> component(component, depth + 1))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getRawClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private int size(int depth) {
        return depth > DEEPEST ? 0 : random.nextInt(4);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(300) : random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(Character.MAX_CODE_POINT + 1) >> random.nextInt(21);
            text.appendCodePoint(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point);
        }
        return text.toString();
    }

    private BigInteger whole() {
        return new BigInteger(random.nextInt(300), random).multiply(BigInteger.valueOf(random.nextInt(3) - 1));
    }

    @SafeVarargs
    private <T> T pick(T... choice) {
        return choice[random.nextInt(choice.length)];
    }
}
