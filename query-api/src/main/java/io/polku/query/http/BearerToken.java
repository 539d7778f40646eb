package io.polku.query.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The token that opens the API. Comparing takes the same time whatever is sent. */
final class BearerToken {
  private static final String SCHEME = "bearer ";

  private final byte[] token;

  BearerToken(String token) {
    if (token.isBlank()) {
      throw new IllegalArgumentException("admin token: '' (expected: a text)");
    }
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether this is the header of somebody who has the token. */
  boolean opens(@org.jspecify.annotations.Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    var sent = authorization.substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.UTF_8));
  }
}
