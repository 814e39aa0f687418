package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineGraph;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How dead letters look over HTTP. */
final class DeadLetterView {

    static final String FRAME = "frame";

    private DeadLetterView() {}

    /**
     * A letter in a page.
     *
     * <p>As many components as the document has fields.
     *
     * @param partition the partition that the event was in, or {@code null} if it was in none
     * @param size bytes of the frame
     * @param from where a re-drive enters the pipeline: the step at which the event failed, or {@value #FRAME} if the whole
     *     frame runs again
     */
    record Summary(
            long id,
            String pipeline,
            String step,
            String reason,
            @Nullable Integer partition,
            String cause,
            Instant time,
            int size,
            String from) {

        static Summary of(DeadLetter letter) {
            return new Summary(
                    letter.id(),
                    letter.pipeline(),
                    letter.step(),
                    letter.reason().tag(),
                    letter.partition() < 0 ? null : letter.partition(),
                    letter.cause(),
                    letter.time(),
                    letter.frame().length,
                    letter.event() == null ? FRAME : letter.event().step());
        }
    }

    /**
     * A page of letters, oldest first.
     *
     * @param next what {@code after} has to be for the next page, or {@code null} if this is the last one
     * @param kept letters of all pipelines that are kept
     * @param dropped letters dropped so far for want of room
     */
    record Page(List<Summary> letters, @Nullable Long next, long kept, long dropped) {}

    /**
     * A letter with its bytes.
     *
     * @param base64 the frame, or the first bytes of what could not be framed
     * @param text the same if it is printable text, or else {@code null}
     * @param repeats state computations before the step that failed: they have taken the event, and re-driving the frame
     *     runs them once more; none if the event enters at that step
     */
    record Detail(Summary letter, String base64, @Nullable String text, List<String> repeats) {

        static Detail of(DeadLetter letter, Optional<PipelineGraph> graph) {
            return new Detail(
                    Summary.of(letter),
                    Base64.getEncoder().encodeToString(letter.frame()),
                    printable(letter.frame()),
                    letter.event() != null
                            ? List.of()
                            : graph.map(steps -> statesBefore(letter.step(), steps))
                                    .orElse(List.of()));
        }
    }

    /** A step that is not in the graph any more may have been anywhere: all are before it. */
    private static List<String> statesBefore(String step, PipelineGraph graph) {
        return graph.nodes().stream()
                .takeWhile(node -> !node.name().equals(step))
                .filter(node -> node.state() != null)
                .map(PipelineGraph.Node::name)
                .toList();
    }

    private static @Nullable String printable(byte[] bytes) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
        boolean printable = text.codePoints().allMatch(each -> !Character.isISOControl(each) || isBlank(each));
        return printable ? text : null;
    }

    private static boolean isBlank(int control) {
        return control == '\n' || control == '\r' || control == '\t';
    }
}
