package dev.bettong.admin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads the bodies of requests to our controllers, within bounds of size and time, and refuses what does not fit to the
 * letter: a misspelt field would otherwise be ignored, and the request do something else than was meant. Has no state of
 * its own.
 */
@ControllerAdvice(basePackageClasses = StrictBodies.class)
public final class StrictBodies extends RequestBodyAdviceAdapter {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();
    private static final int PIECE = 8192;

    private final int maxBytes;
    private final Duration maxTime;

    /**
     * Prepares it.
     *
     * @param maxBytes bytes that a body may have
     * @param maxTime time from the first to the last byte of a body
     */
    public StrictBodies(int maxBytes, Duration maxTime) {
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = read(message.getBody());
        check(body, STRICT.constructType(type));
        return new ReadMessage(message.getHeaders(), body);
    }

    private byte[] read(InputStream in) throws IOException {
        long begun = System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            if (body.size() + read > maxBytes) {
                throw Problem.of(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "Body too large",
                        "The body has more than %d bytes.".formatted(maxBytes));
            }
            body.write(piece, 0, read);
            if (System.nanoTime() - begun > maxTime.toNanos()) {
                throw Problem.of(
                        HttpStatus.REQUEST_TIMEOUT,
                        "Body too slow",
                        "The body did not arrive within %d s.".formatted(maxTime.toSeconds()));
            }
        }
        return body.toByteArray();
    }

    private static void check(byte[] body, JavaType type) {
        try {
            STRICT.readValue(body, type);
        } catch (UnrecognizedPropertyException e) {
            throw Problem.badParameter("There is no field '%s', expected: %s."
                    .formatted(
                            e.getPropertyName(),
                            e.getKnownPropertyIds().stream()
                                    .map("'%s'"::formatted)
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        } catch (DatabindException e) {
            throw wrongType(e);
        } catch (JacksonException e) {
            throw Problem.badParameter("The body is not valid JSON.");
        }
    }

    private static ErrorResponseException wrongType(DatabindException e) {
        String field = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        return Problem.badParameter(
                field.isEmpty()
                        ? "The body is not a JSON object of the expected shape."
                        : "The field '%s' has a value of the wrong type.".formatted(field));
    }

    /** A body that is in memory. */
    private record ReadMessage(HttpHeaders getHeaders, InputStream getBody) implements HttpInputMessage {

        ReadMessage(HttpHeaders headers, byte[] body) {
            this(headers, new ByteArrayInputStream(body));
        }
    }
}
