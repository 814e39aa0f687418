package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineRuntime;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows state over HTTP: as the last checkpoint holds it, or as it is now. Has no state of its own. */
@RestController
@RequestMapping("/api/states")
public final class StatesController {

    private final PipelineRuntime runtime;
    private final BoundedWait answers;

    public StatesController(PipelineRuntime runtime, BoundedWait answers) {
        this.runtime = runtime;
        this.answers = answers;
    }

    @GetMapping
    List<String> states() {
        return runtime.inspection().states();
    }

    /** The entity as the last checkpoint holds it. */
    @GetMapping("/{state}/entities/{key}")
    Checkpoints.SavedEntity entity(@PathVariable String state, @PathVariable String key) {
        check(state);
        return runtime.checkpoints()
                .flatMap(checkpoints -> answers.afterCheckpoint(checkpoints.entity(state, key)))
                .orElseThrow(() -> noEntity("No checkpoint has an entity of state '%s' with key '%s'.", state, key));
    }

    /** The entity as it is now, read by the worker that owns it. */
    @GetMapping("/{state}/entities/{key}/live")
    Inspection.LiveEntity live(@PathVariable String state, @PathVariable String key) {
        check(state);
        return answers.afterCheckpoint(runtime.inspection().entity(state, key))
                .orElseThrow(() -> noEntity("State '%s' has no entity with key '%s'.", state, key));
    }

    private void check(String state) {
        List<String> states = runtime.inspection().states();
        if (!states.contains(state)) {
            throw Problem.noState(state, states);
        }
    }

    private static ErrorResponseException noEntity(String format, String state, String key) {
        return Problem.of(HttpStatus.NOT_FOUND, "No such entity", format.formatted(state, key));
    }
}
