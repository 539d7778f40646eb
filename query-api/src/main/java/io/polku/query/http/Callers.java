package io.polku.query.http;

import io.polku.query.definition.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells callers by their bearer tokens. Comparing takes the same time whatever is sent. */
public final class Callers {
  private static final String SCHEME = "bearer ";

  private final byte[] adminToken;
  private final Tokens tokens;

  /**
   * @param adminToken opens everything
   * @param tokens each opens its site
   * @throws IllegalArgumentException when the admin token is blank
   */
  public Callers(String adminToken, Tokens tokens) {
    if (adminToken.isBlank()) {
      throw new IllegalArgumentException("admin token: '' (expected: a text)");
    }
    this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    this.tokens = tokens;
  }

  /** The caller with that {@code Authorization} header; empty where it opens nothing. */
  Optional<Caller> find(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    var sent = authorization.substring(SCHEME.length()).strip();
    if (MessageDigest.isEqual(adminToken, sent.getBytes(StandardCharsets.UTF_8))) {
      return Optional.of(new Caller.Owner());
    }
    return tokens.find(sent).map(Caller.OfSite::new);
  }

  /** Whether all tokens are known; until then a good one may seem to be none. */
  boolean ready() {
    return tokens.ready();
  }
}
