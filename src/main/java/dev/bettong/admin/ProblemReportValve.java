package dev.bettong.admin;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers with problem details what Tomcat refuses before it comes to the application, such as a path that cannot be decoded.
 * Made by Tomcat, by the name of the class. Has no state of its own.
 */
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int code = response.getStatus();
        if (code < HttpStatus.BAD_REQUEST.value() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return; // it was answered
        }
        AtomicBoolean connected = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, connected);
        if (connected.get()) {
            answer(response, code);
        }
    }

    private void answer(Response response, int code) {
        HttpStatus status = HttpStatus.resolve(code);
        String title = status == null ? "Error" : status.getReasonPhrase();
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            Writer body = response.getReporter();
            if (body != null) { // or something has been written
                body.write("{\"status\":%d,\"title\":\"%s\"}".formatted(code, title));
                response.finishResponse();
            }
        } catch (IOException e) {
            container.getLogger().debug("A problem could not be reported", e); // the client has gone
        }
    }
}
