package dev.bettong.security;

import dev.bettong.properties.SecurityProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Maps the roles that a token names to authorities, in any case and with any of Spring's prefixes. Immutable. */
final class TokenRoles implements Converter<Jwt, AbstractAuthenticationToken> {

    private static final List<String> PREFIXES = List.of("ROLE_", "SCOPE_", "");

    private final Converter<Jwt, AbstractAuthenticationToken> reader;

    /**
     * Completes what was read.
     *
     * @param reader knows in which claims name and roles are
     */
    TokenRoles(Converter<Jwt, AbstractAuthenticationToken> reader) {
        this.reader = reader;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        AbstractAuthenticationToken read = reader.convert(token);
        String name = read == null ? null : read.getName();
        if (read == null || name == null || name.isBlank()) {
            throw new InvalidBearerTokenException("The token does not say whose it is");
        }
        List<GrantedAuthority> authorities = new ArrayList<>(read.getAuthorities());
        for (SecurityProperties.Role role : SecurityProperties.Role.values()) {
            if (read.getAuthorities().stream().anyMatch(authority -> names(authority, role))) {
                for (String included : role.included()) {
                    authorities.addAll(AuthorityUtils.createAuthorityList("ROLE_" + included));
                }
            }
        }
        return new JwtAuthenticationToken(token, authorities, name);
    }

    private static boolean names(GrantedAuthority authority, SecurityProperties.Role role) {
        String text = String.valueOf(authority.getAuthority()).toUpperCase(Locale.ROOT);
        return PREFIXES.stream().anyMatch(prefix -> text.equals(prefix + role.name()));
    }
}
