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
  private final OverlayTokens overlays;

  /**
   * @param adminToken opens everything
   * @param tokens each opens its site
   * @param overlays each opens what is drawn over the pages of its site
   * @throws IllegalArgumentException when the admin token is blank
   */
  public Callers(String adminToken, Tokens tokens, OverlayTokens overlays) {
    if (adminToken.isBlank()) {
      throw new IllegalArgumentException("admin token: '' (expected: a text)");
    }
    this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    this.tokens = tokens;
    this.overlays = overlays;
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
    return tokens
        .find(sent)
        .<Caller>map(Caller.OfSite::new)
        .or(() -> overlays.find(sent).map(Caller.OfOverlay::new));
  }

  /** Whether all tokens are known; until then a good one may seem to be none. */
  boolean ready() {
    return tokens.ready();
  }
}
