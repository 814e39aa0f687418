/** Users, tokens and the audit log. */
@NullMarked
package dev.bettong.security;

import org.jspecify.annotations.NullMarked;
