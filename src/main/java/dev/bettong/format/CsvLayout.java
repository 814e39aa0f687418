package dev.bettong.format;

import java.nio.charset.Charset;
import java.util.List;

/**
 * Where the components of a record are in a line.
 *
 * @param separator between two fields
 * @param components index of the component in each column; -1 for none
 * @param header names of the columns; empty if there is no header
 */
record CsvLayout(char separator, Charset charset, List<Integer> components, List<String> header) {

    static final int NO_COMPONENT = -1; // as List.indexOf says it

    int columns() {
        return components.size();
    }
}
