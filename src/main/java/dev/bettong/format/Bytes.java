package dev.bettong.format;

/** Binary records of a fixed layout. */
public final class Bytes {

    private Bytes() {}

    /**
     * A decoder and encoder of records whose components are the values of a format of Python's {@code struct} module.
     *
     * <p>The format begins with a byte order: {@code >} or {@code !} big endian, {@code <} little endian, {@code =} that of
     * the machine; {@code @} or none is that of the machine with the sizes and alignment of C on a 64-bit Unix. Then come
     * values, each for the next component, with spaces between them as you like:
     *
     * <table>
     * <caption>Values and components</caption>
     * <tr><th>format</th><th>bytes</th><th>component</th></tr>
     * <tr><td>{@code b B h H i I l L q Q}</td><td>1 1 2 2 4 4 4 4 8 8; {@code l L} 8 with {@code @}</td>
     *     <td>{@code byte}, {@code short}, {@code int}, {@code long} or {@code BigInteger}; a capital letter is unsigned</td></tr>
     * <tr><td>{@code n N}</td><td>8; with {@code @} only</td><td>the same</td></tr>
     * <tr><td>{@code e f d}</td><td>2 4 8</td><td>{@code double}, or {@code float} for {@code e} and {@code f}</td></tr>
     * <tr><td>{@code ?}</td><td>1</td><td>{@code boolean}</td></tr>
     * <tr><td>{@code c}</td><td>1</td><td>{@code char} of ISO 8859-1, or {@code byte}</td></tr>
     * <tr><td>{@code 8s}</td><td>8</td><td>{@code String} in UTF-8 without the NULs at its end, or {@code byte[]}</td></tr>
     * <tr><td>{@code x}</td><td>1</td><td>none; zero when written</td></tr>
     * </table>
     *
     * <p>A number before a letter repeats it: {@code 3H} is three values for three components, or for one that is an array.
     * A component may be of a box, such as {@code Integer}. These are failures: a payload of another length, a value that
     * the component or the format cannot hold, {@code null}, an array of another length, and a {@code String} or {@code byte[]}
     * that is longer than its {@code s}, which Python would cut; a shorter one is filled up with NULs.
     *
     * @param format such as {@code ">IHd"}
     * @param type a record
     * @throws IllegalArgumentException if the format is none, {@code type} is not a record, or they do not fit
     */
    public static <T> BytesRecord<T> record(String format, Class<T> type) {
        return new BytesRecord<>(StructFormat.parse(format), RecordType.of(type));
    }
}
