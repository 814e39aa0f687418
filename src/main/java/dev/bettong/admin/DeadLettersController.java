package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.PipelineRuntime;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows dead letters over HTTP, and has them re-driven or discarded. Has no state of its own. */
@RestController
@RequestMapping("/api/dead-letters")
public final class DeadLettersController {

    private static final int MAX_LIMIT = 1000;

    private final PipelineRuntime runtime;
    private final BoundedWait answers;
    private final DeadLetterBatch batch;

    /**
     * Wires it.
     *
     * @param longest how long a request for many letters works before it answers how far it came
     */
    public DeadLettersController(PipelineRuntime runtime, BoundedWait answers, Duration longest) {
        this.runtime = runtime;
        this.answers = answers;
        this.batch = new DeadLetterBatch(runtime, answers, System::nanoTime, longest);
    }

    @GetMapping
    DeadLetterView.Page page(
            @RequestParam(required = false) @Nullable String pipeline,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "50") int limit) {
        if (after < 0) {
            throw Problem.badParameter("'after' is %d, expected the id of a letter, or 0.".formatted(after));
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.badParameter("'limit' is %d, expected 1 to %d.".formatted(limit, MAX_LIMIT));
        }
        List<DeadLetter> letters = answers.ask(() -> letters().page(pipeline, after, limit));
        if (pipeline != null && letters.isEmpty()) {
            check(pipeline);
        }
        Long next = letters.isEmpty() || isLast(pipeline, letters.getLast())
                ? null
                : letters.getLast().id();
        return new DeadLetterView.Page(
                letters.stream().map(DeadLetterView.Summary::of).toList(),
                next,
                letters().count(),
                letters().dropped());
    }

    private boolean isLast(@Nullable String pipeline, DeadLetter letter) {
        return answers.ask(() -> letters().page(pipeline, letter.id(), 1)).isEmpty();
    }

    private DeadLetters letters() {
        return runtime.deadLetters();
    }

    private void check(String pipeline) {
        if (runtime.pipeline(pipeline).isEmpty()) {
            throw Problem.noPipeline(pipeline, runtime);
        }
    }

    @GetMapping("/{id}")
    DeadLetterView.Detail letter(@PathVariable long id) {
        return answers.ask(() -> letters().find(id))
                .map(letter ->
                        DeadLetterView.Detail.of(letter, runtime.inspection().graph(letter.pipeline())))
                .orElseThrow(() -> noLetter(id));
    }

    /** What to run instead of the frame: one of the two, or neither. */
    record Edit(@Nullable String base64, @Nullable String text) {

        byte @Nullable [] bytes() {
            if (base64 != null && text != null) {
                throw Problem.badParameter("Both 'base64' and 'text' are given, expected one of them.");
            }
            if (text != null) {
                return text.getBytes(UTF_8);
            }
            try {
                return base64 == null ? null : Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw Problem.badParameter("'base64' is not Base64: %s.".formatted(e.getMessage()));
            }
        }
    }

    @PostMapping("/{id}/redrive")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void redrive(@PathVariable long id, @RequestBody(required = false) @Nullable Edit edit) {
        byte[] edited = edit == null ? null : edit.bytes();
        if (!answers.of(answers.ask(() -> letters().redrive(id, edited)))) {
            throw noLetter(id);
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void discard(@PathVariable long id) {
        if (!answers.ask(() -> letters().discard(id))) {
            throw noLetter(id);
        }
    }

    @PostMapping("/redrive")
    DeadLetterBatch.Outcome redriveAll(@RequestParam String pipeline) {
        check(pipeline);
        return batch.redrive(pipeline);
    }

    /** Also of a pipeline that is no longer there: nobody else would do it. */
    @DeleteMapping
    DeadLetterBatch.Outcome discardAll(@RequestParam String pipeline) {
        DeadLetterBatch.Outcome outcome = batch.discard(pipeline);
        if (outcome.handled() == 0) {
            check(pipeline);
        }
        return outcome;
    }

    private ErrorResponseException noLetter(long id) {
        return Problem.of(
                HttpStatus.NOT_FOUND,
                "No such dead letter",
                "There is no dead letter %d; %d are kept."
                        .formatted(id, letters().count()));
    }
}
