package dev.bettong.examples.sessions;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request for a page.
 *
 * @param client address of who asked
 * @param at a whole second
 * @param page path, without the query
 */
record PageView(String client, Instant at, String page) {

    private static final String QUOTED =
            "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\""; // a quote in it is \" in Apache's, and \x22 in nginx's

    /**
     * The combined log format: client, identity, user, time, request, status, bytes, referer, agent, of which "-" is unknown; and
     * whatever a server adds behind it.
     */
    private static final Pattern LINE =
            Pattern.compile("(\\S+) \\S+ .+? \\[(\\d{2}/\\w{3}/\\d{4}(?::\\d{2}){3} [+-]\\d{4})] " + QUOTED
                    + " \\d{3} (?:\\d+|-) " + QUOTED + " " + QUOTED + "(?: .*)?");

    /** Method, target, and the version that HTTP/0.9 lacks. */
    private static final Pattern REQUEST = Pattern.compile("[A-Z-]+ ([^ ?]+)(?:\\?[^ ]*)?(?: HTTP/\\d(?:\\.\\d)?)?");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    /**
     * Reads a line of an access log.
     *
     * @return {@code null} if it is about no page: a connection without a request, or one that speaks something else than HTTP
     * @throws IllegalArgumentException if it is not in the combined format
     * @throws java.time.DateTimeException if there is no such time
     */
    static @Nullable PageView parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException("this is no line in the combined log format: " + line);
        }
        Matcher request = REQUEST.matcher(fields.group(3));
        return request.matches()
                ? new PageView(fields.group(1), TIME.parse(fields.group(2), Instant::from), request.group(1))
                : null;
    }
}
