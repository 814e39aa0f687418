package dev.bettong.security;

import dev.bettong.properties.SecurityProperties;
import java.util.Map;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** The users that the configuration names. Immutable. */
final class ConfiguredUsers implements UserDetailsService {

    private final Map<String, SecurityProperties.User> users;

    ConfiguredUsers(Map<String, SecurityProperties.User> users) {
        this.users = Map.copyOf(users);
    }

    int count() {
        return users.size();
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        SecurityProperties.User user = users.get(name);
        if (user == null) {
            throw new UsernameNotFoundException("There is no such user.");
        }
        return User.withUsername(name)
                .password("{bcrypt}" + user.hash())
                .roles(user.role().included())
                .build();
    }
}
