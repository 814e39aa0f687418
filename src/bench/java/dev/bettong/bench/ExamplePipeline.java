package dev.bettong.bench;

import dev.bettong.pipeline.Pipeline;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The pipeline of an example, whose functions programs call without Bettong. */
final class ExamplePipeline {

    private ExamplePipeline() {}

    /** Takes it out of the example's configuration. */
    static Pipeline of(Class<?> example) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(example)) {
            return context.getBean(Pipeline.class);
        }
    }
}
