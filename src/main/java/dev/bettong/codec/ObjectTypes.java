package dev.bettong.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which records and classes the default codec can store, and their fields. */
final class ObjectTypes {

    private static final String CODEC = "declare a codec";

    private ObjectTypes() {}

    /** Why an object of {@code type} cannot be read back, after "which"; {@code null} if it can. */
    static @Nullable String problem(Class<?> type) {
        if (type == Object.class) {
            return "does not say what to read back: declare what it holds";
        }
        if (ofTheJdk(type)) {
            return "the default codec does not know: take another type, or " + CODEC;
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return "does not say which class to read back: declare a class or record, or " + CODEC;
        }
        if (type.isRecord()) {
            return null;
        }
        if (type.isAnonymousClass()
                || type.isLocalClass()
                || (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
            return "belongs to an object or method around it: make it a static class or a record";
        }
        for (@Nullable Class<?> next = type.getSuperclass(); next != null; next = next.getSuperclass()) {
            if (ofTheJdk(next) && next != Object.class) {
                return "extends %s, whose fields cannot be stored: %s".formatted(next.getTypeName(), CODEC);
            }
        }
        return instantiable(type)
                ? null
                : "is no record and has no constructor without parameters: give it one, make it a record, or " + CODEC;
    }

    /** The fields that {@code type} itself declares and that are stored, in the order of their names. */
    static List<Field> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .filter(field -> !Modifier.isTransient(field.getModifiers()))
                .filter(field -> !field.isSynthetic())
                .sorted(Comparator.comparing(Field::getName))
                .toList();
    }

    /** Whether {@code type} has a constructor without parameters. */
    static boolean instantiable(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers())
                && Arrays.stream(type.getDeclaredConstructors()).anyMatch(one -> one.getParameterCount() == 0);
    }

    static boolean ofTheJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
    }
}
