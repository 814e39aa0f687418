package dev.bettong.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.State;
import dev.bettong.runtime.EntityTooLargeException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What people see of an entity that the application has. */
class EntityTreeTest {

    private static final State<Shelf> SHELVES = State.named("shelves", Shelf.class, Shelf::new);
    private static final JsonMapper JSON = new JsonMapper();

    static final class Shelf {

        private List<String> books = new ArrayList<>();
        private final float height;

        Shelf() {
            this(0);
        }

        Shelf(float height) {
            this.height = height;
        }

        float height() {
            return height;
        }
    }

    /** Long, and says how much of it was read. */
    private static final class Counted extends AbstractList<String> {

        private int read;

        @Override
        public String get(int index) {
            read++;
            return "book";
        }

        @Override
        public int size() {
            return 10_000_000;
        }
    }

    @Test
    void isJson() {
        Shelf shelf = new Shelf(0.1f);
        shelf.books.add("\uD83D");

        assertThat(JSON.writeValueAsString(new EntityTree(SHELVES, 100).of(shelf)))
                .isEqualTo("{\"books\":[\"\uD83D\"],\"height\":" + shelf.height() + "}");
    }

    @Test
    void stopsAtTheLimit() {
        Shelf shelf = new Shelf();
        Counted books = new Counted();
        shelf.books = books;

        assertThatThrownBy(() -> new EntityTree(SHELVES, 10_000).of(shelf))
                .isInstanceOf(EntityTooLargeException.class)
                .hasMessageContainingAll("'shelves'", "10000");
        assertThat(books.read).isLessThan(5_000);
    }
}
