package dev.bettong;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PipelineRuntime;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The application that {@link ShutdownIT} ends: it sends every frame on as a line, through the worker that owns its key, and
 * says at the very end how many frames it has read. No {@code @SpringBootApplication}, which tests would find by accident.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class NumberedEcho {

    static final String READ = "frames read in all: ";

    public static void main(String[] args) {
        SpringApplication.run(NumberedEcho.class, args);
    }

    @Bean
    Pipeline echo() {
        return Pipeline.named("echo")
                .from(Source.tcp("numbers", Decoder.framed(4, ">I", bytes -> new String(bytes, US_ASCII))))
                .partition(text -> text.substring(0, text.indexOf(' ')))
                .to(Sink.tcp("lines", text -> (text + "\n").getBytes(US_ASCII)));
    }

    /** Beans are destroyed after the runtime has stopped. */
    @Bean
    DisposableBean lastWord(PipelineRuntime runtime) {
        return () -> System.out.println(
                READ + runtime.pipelines().getFirst().sources().getFirst().frames());
    }
}
