package dev.bettong.pipeline;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names that a record component or field of a state had in earlier versions of the application: values that the default
 * codec has stored under one of them are read.
 *
 * <pre>{@code
 * record Visit(@FormerName("count") long visits) {}
 * }</pre>
 *
 * <p>An entity keeps the name under which it was stored until it is stored again. Keep the annotation for as long as there
 * may be such entities.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface FormerName {

    /** The former names; none may be the name of another component or field of the same type. */
    String[] value();
}
