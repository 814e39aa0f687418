package dev.bettong.embedded;

import java.io.IOException;

/** What a function of an author can throw. The messages quote the event, as those of real functions do. */
enum Blow {
    RUNTIME_EXCEPTION {
        @Override
        void strike(String event) {
            throw new IllegalArgumentException(event, new IllegalStateException(event));
        }
    },
    CHECKED_EXCEPTION {
        @Override
        void strike(String event) throws IOException {
            throw new IOException(event);
        }
    },
    ASSERTION_ERROR {
        @Override
        void strike(String event) {
            throw new AssertionError(event);
        }
    },
    LINKAGE_ERROR {
        @Override
        void strike(String event) {
            throw new NoClassDefFoundError(event);
        }
    },
    OUT_OF_MEMORY_ERROR {
        @Override
        void strike(String event) {
            throw new OutOfMemoryError(event);
        }
    },
    STACK_OVERFLOW_ERROR {
        @Override
        void strike(String event) {
            down(0);
        }

        private int down(int depth) {
            return depth < 0 ? depth : 1 + down(depth + 1);
        }
    },
    UNDECLARED_THROWABLE {
        @Override
        void strike(String event) {
            throw sneaked(new Throwable(event));
        }

        @SuppressWarnings("unchecked") // the compiler has to believe it
        private static <T extends Throwable> RuntimeException sneaked(Throwable thrown) throws T {
            throw (T) thrown;
        }
    };

    abstract void strike(String event) throws Exception;
}
