package dev.bettong.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid name that a misspelt one was probably meant to be. */
public final class NearestName {

    private NearestName() {}

    /** The nearest of {@code valid}, if it is near enough to be worth a question. */
    static Optional<String> of(String name, Collection<String> valid) {
        return valid.stream()
                .filter(candidate -> !candidate.equals(name))
                .filter(candidate -> distance(name, candidate) <= tolerance(name, candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /** {@code " Did you mean 'x'?"}, or nothing. */
    public static String question(String name, Collection<String> valid) {
        return of(name, valid).map(" Did you mean '%s'?"::formatted).orElse("");
    }

    private static int tolerance(String name, String candidate) {
        return (Math.max(name.length(), candidate.length()) + 2) / 3;
    }

    /**
     * Edits that make one name of the other, regardless of case: insert, delete, replace, swap neighbours (the optimal
     * string alignment distance).
     */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
