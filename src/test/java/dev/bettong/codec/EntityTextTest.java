package dev.bettong.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people read of an entity when only its schema is at hand. */
class EntityTextTest {

    record Seat(String name, List<Integer> rows, Map<String, String> notes) {}

    static final class Upper implements StateCodec<String> {

        @Override
        public byte[] encode(String text) {
            return text.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, UTF_8);
        }
    }

    private static final State<Seat> SEATS = State.named("seats", Seat.class, () -> new Seat("", List.of(), Map.of()));

    @Test
    void showsTheFields() throws Exception {
        assertThat(text(SEATS, new Seat("A", List.of(1, 2), Map.of("by", "window"))))
                .isEqualTo("{\"name\":\"A\",\"rows\":[1,2],\"notes\":{\"by\":\"window\"}}");
    }

    /** Earlier versions stored text that is not well-formed UTF-16 with escapes. */
    @Test
    void showsTextThatIsStoredWithEscapes() throws Exception {
        byte[] cbor =
                StateCodecs.of(SEATS).encode(new Seat("\uFFFFd83d", List.of(3), Map.of("\uFFFFde00", "\uFFFFffff")));
        byte[] stored = new byte[cbor.length + 1];
        stored[0] = (byte) 0xFF;
        System.arraycopy(cbor, 0, stored, 1, cbor.length);

        assertThat(new EntityText(StateSchema.of(SEATS)).of(stored).replaceAll("\\s", ""))
                .isEqualTo("{\"name\":\"\uD83D\",\"rows\":[3],\"notes\":{\"\uDE00\":\"\uFFFF\"}}");
    }

    @Test
    void showsTheBytesOfAnotherCodec() throws Exception {
        State<String> state = State.named("upper", String.class, () -> "").codec(new Upper());
        EntityText text = new EntityText(StateSchema.of(state));
        assertThat(text.codec()).isEqualTo(Upper.class.getName() + " version 1");
        assertThat(text.of(new byte[] {1, (byte) 0xAB})).isEqualTo("01ab");
    }

    @Test
    void refusesWhatIsNoCbor() {
        EntityText text = new EntityText(StateSchema.of(SEATS));
        assertThat(text.codec()).isEqualTo("the default");
        assertThatThrownBy(() -> text.of(new byte[] {0x7F, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The entity cannot be read: ");
    }

    private static String text(State<Seat> state, Seat seat) throws Exception {
        byte[] saved = StateCodecs.of(state).encode(seat);
        StateSchema stored = StateSchema.parse(StateSchema.of(state).text());
        return new EntityText(stored).of(saved).replaceAll("\\s", "");
    }
}
