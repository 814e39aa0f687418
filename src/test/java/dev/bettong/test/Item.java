package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An event of a simulation. What is made of one has another name, so that no two outputs of a sink are alike.
 *
 * @param name of the frame that it comes from, and what has become of it
 * @param key beginning with the connection that it came on
 * @param time by its own clock, in milliseconds since the simulation began
 */
record Item(String name, String key, int value, long time) {

    /** A frame as it is sent. */
    static Item decode(byte[] frame) {
        String[] words = new String(frame, UTF_8).split(" ", -1);
        return new Item(words[0], words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]));
    }

    /** @param padding bytes of nothing behind it */
    byte[] frame(int padding) {
        return "%s %s %d %d %s"
                .formatted(name, key, value, time, ".".repeat(padding))
                .getBytes(UTF_8);
    }

    /** What comes out: without the time, which may be that of arrival. */
    byte[] output() {
        return "%s %s %d".formatted(key, name, value).getBytes(UTF_8);
    }

    Item become(String suffix) {
        return new Item(name + suffix, key, value, time);
    }

    /** Of all connections, some keys have this in common. */
    String group() {
        return key.substring(1);
    }
}
