package dev.bettong.keys;

/** First byte of an encoded key. It is stored: never change one, never use one again. */
final class KeyTag {

    static final byte STRING = 's';
    /** A string that is not well-formed UTF-16, escaped. Never written: only keys that earlier versions stored have it. */
    static final byte ESCAPED_STRING = 'u';

    static final byte CHARACTER = 'c';
    static final byte BOOLEAN = 'z';
    static final byte BYTE = 'b';
    static final byte SHORT = 'h';
    static final byte INTEGER = 'i';
    static final byte LONG = 'l';
    static final byte FLOAT = 'f';
    static final byte DOUBLE = 'd';
    static final byte BIG_INTEGER = 'n';
    static final byte BIG_DECIMAL = 'm';
    static final byte UUID = 'g';
    static final byte ENUM = 'e';
    static final byte TIME = 't';
    static final byte RECORD = 'r';
    static final byte LIST = 'a';

    private KeyTag() {}
}
