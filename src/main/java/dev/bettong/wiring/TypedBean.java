package dev.bettong.wiring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * A function bean.
 *
 * @param bean the function
 * @param types its type arguments in the order of its interface; {@code null} if it does not say what they are
 */
record TypedBean<T>(T bean, @Nullable List<ResolvableType> types) {

    @Nullable
    ResolvableType type(int index) {
        return types == null ? null : types.get(index);
    }

    @Nullable
    ResolvableType input() {
        return type(0);
    }

    @Nullable
    ResolvableType output() {
        return types == null ? null : types.getLast();
    }
}
