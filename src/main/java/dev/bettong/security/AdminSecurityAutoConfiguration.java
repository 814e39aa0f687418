package dev.bettong.security;

import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.SecurityProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ConditionalOnDefaultWebSecurity;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Lets only those in who may: viewers see, operators steer. An application's own filter chain takes its place. */
@AutoConfiguration(
        before = {
            OAuth2ResourceServerAutoConfiguration.class,
            OAuth2ResourceServerWebSecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnDefaultWebSecurity
@EnableConfigurationProperties({BettongProperties.class, OAuth2ResourceServerProperties.class})
public final class AdminSecurityAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AdminSecurityAutoConfiguration.class);
    private static final String VIEWER = SecurityProperties.Role.VIEWER.name();

    /** Shows events as they are. */
    static final RequestMatcher TAPS = PathPatternRequestMatcher.withDefaults().matcher("/api/pipelines/*/tap");

    private static final String OPERATOR = SecurityProperties.Role.OPERATOR.name();
    private static final String ROLES_CLAIM = "roles";

    /** The dashboard loads everything from here, and is in no other site's frame. */
    private static final String CONTENT_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    @ConditionalOnMissingBean(UserDetailsService.class)
    ConfiguredUsers configuredUsers(BettongProperties properties) {
        return new ConfiguredUsers(properties.security().users());
    }

    /** Where the configuration leaves open which claim of a token names the roles; otherwise Spring Boot has one. */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(RolesClaimLeftOpen.class)
    JwtAuthenticationConverter tokenReader(OAuth2ResourceServerProperties properties) {
        JwtGrantedAuthoritiesConverter roles = new JwtGrantedAuthoritiesConverter();
        roles.setAuthoritiesClaimName(ROLES_CLAIM);
        roles.setAuthorityPrefix("");
        JwtAuthenticationConverter reader = new JwtAuthenticationConverter();
        reader.setJwtGrantedAuthoritiesConverter(roles);
        String name = properties.getJwt().getPrincipalClaimName();
        if (name != null) {
            reader.setPrincipalClaimName(name);
        }
        return reader;
    }

    @Bean
    @ConditionalOnMissingBean
    RequestRejectedHandler firewallRefusal() {
        return new FirewallRejection();
    }

    @Bean
    SecurityFilterChain adminSecurityFilterChain(
            HttpSecurity http,
            UserDetailsService users,
            AuthenticationConfiguration checks,
            ObjectProvider<JwtDecoder> decoders,
            ObjectProvider<JwtAuthenticationConverter> readers) {
        int unchanging = users instanceof ConfiguredUsers configured ? configured.count() : 0;
        boolean passwords = !(users instanceof ConfiguredUsers) || unchanging > 0;
        JwtDecoder decoder = decoders.getIfAvailable();
        ProblemEntryPoint refusal = new ProblemEntryPoint(passwords, decoder != null);
        if (passwords) {
            http.httpBasic(basic -> basic.authenticationEntryPoint(refusal))
                    .authenticationManager(new PasswordAuthenticator(checks.getAuthenticationManager(), unchanging));
        }
        if (decoder != null) {
            http.addFilterBefore(tokenFilter(decoder, readers.getObject(), refusal), BasicAuthenticationFilter.class);
        }
        if (!passwords && decoder == null) {
            log.warn("No users are configured (bettong.security.users): apart from health and Prometheus, HTTP answers"
                    + " only to loopback addresses.");
            http.addFilterBefore(new LoopbackOperator(), AnonymousAuthenticationFilter.class);
        }
        allow(http);
        return http.headers(headers -> headers.withObjectPostProcessor(new EagerHeaders())
                        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .csrf(CsrfConfigurer::spa)
                .csrf(csrf -> csrf.csrfTokenRepository(tokenCookie()))
                .csrf(csrf -> csrf.requireCsrfProtectionMatcher(AdminSecurityAutoConfiguration::needsToken))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
                .addFilterAfter(new AuditLog(), SecurityContextHolderFilter.class)
                .build();
    }

    /** The page's own scripts read it, and no other site makes a browser send it. */
    private static CookieCsrfTokenRepository tokenCookie() {
        CookieCsrfTokenRepository cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
        cookie.setCookieCustomizer(made -> made.sameSite("Strict"));
        return cookie;
    }

    /**
     * Not by Spring's own configurer, which asks no bearer for the token of the page: a proxy may be the one that adds the
     * bearer's to whatever a browser sends.
     */
    private static BearerTokenAuthenticationFilter tokenFilter(
            JwtDecoder decoder, JwtAuthenticationConverter reader, ProblemEntryPoint refusal) {
        JwtAuthenticationProvider checks = new JwtAuthenticationProvider(decoder);
        checks.setJwtAuthenticationConverter(new TokenRoles(reader));
        BearerTokenAuthenticationFilter filter =
                new BearerTokenAuthenticationFilter(new TokenAuthenticator(checks::authenticate));
        filter.setAuthenticationEntryPoint(refusal);
        return filter;
    }

    private static void allow(HttpSecurity http) {
        http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                        DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                .permitAll() // their first round was let in, or refused, already
                .requestMatchers(
                        EndpointRequest.to("health", "prometheus"),
                        EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"))
                .permitAll()
                .requestMatchers(TAPS)
                .hasRole(OPERATOR)
                .requestMatchers(HttpMethod.GET)
                .hasRole(VIEWER)
                .requestMatchers(HttpMethod.HEAD)
                .hasRole(VIEWER)
                .anyRequest()
                .hasRole(OPERATOR));
    }

    /**
     * Whether a request could be one that a foreign page makes a browser send. A browser adds what it remembers of a
     * login by itself, Basic credentials too, but it cannot keep from saying where such a request comes from; tools
     * say no such thing.
     */
    private static boolean needsToken(HttpServletRequest request) {
        boolean fromPage = request.getHeader(HttpHeaders.ORIGIN) != null || request.getHeader("Sec-Fetch-Site") != null;
        boolean fromSession =
                request.getHeader(HttpHeaders.COOKIE) != null && request.getHeader(HttpHeaders.AUTHORIZATION) == null;
        return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request) && (fromPage || fromSession);
    }

    /** Sets headers before a request is handled: afterwards, the thread that tells a listener could be sending them. */
    private static final class EagerHeaders implements ObjectPostProcessor<HeaderWriterFilter> {

        @Override
        public <O extends HeaderWriterFilter> O postProcess(O filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
        }
    }

    /** Neither a claim nor an expression for the roles is configured. */
    static final class RolesClaimLeftOpen extends NoneNestedConditions {

        private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt";

        RolesClaimLeftOpen() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(prefix = PREFIX, name = "authorities-claim-name")
        static class Named {}

        @ConditionalOnProperty(prefix = PREFIX, name = "authorities-claim-expressions")
        static class Expressed {}

        @ConditionalOnProperty(prefix = PREFIX, name = "authorities-claim-expressions[0]")
        static class Listed {}
    }
}
