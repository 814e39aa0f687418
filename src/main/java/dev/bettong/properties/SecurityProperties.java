package dev.bettong.properties;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may see and steer over HTTP: {@code bettong.security}.
 *
 * @param users Users, by the name that they log in with.
 */
public record SecurityProperties(@DefaultValue Map<String, User> users) implements BettongSection {

    /** What a user may do. */
    public enum Role {
        VIEWER,
        OPERATOR;

        /** The names of the roles that this one includes, itself among them. */
        public String[] included() {
            List<Role> included = this == OPERATOR ? List.of(VIEWER, OPERATOR) : List.of(VIEWER);
            return included.stream().map(Role::name).toArray(String[]::new);
        }
    }

    /**
     * A user: {@code bettong.security.users.<name>}.
     *
     * @param password bcrypt hash of the password.
     * @param role What the user may do: viewer (see) or operator (steer, too).
     */
    public record User(
            @DefaultValue("") String password,
            @DefaultValue("viewer") Role role) implements BettongSection {

        private static final String ALGORITHM = "{bcrypt}";
        private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]?\\$\\d\\d\\$[./0-9A-Za-z]{53}");

        public boolean isHashed() {
            return BCRYPT.matcher(hash()).matches();
        }

        /** The hash, which Spring's own users have the name of the algorithm in front of. */
        public String hash() {
            return password.startsWith(ALGORITHM) ? password.substring(ALGORITHM.length()) : password;
        }

        @Override
        public String toString() {
            return "User[role=%s]".formatted(role); // a hash is nothing for a log
        }
    }
}
