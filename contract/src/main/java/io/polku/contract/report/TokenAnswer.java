package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.definition.Definition.Token;
import io.polku.contract.definition.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token, as the API shows it.
 *
 * @param id names it where it is revoked
 * @param name what it is for
 * @param role what it may do
 * @param createdAt when it was made
 * @param expiresAt from when on it opens nothing; absent for never
 * @param token the token itself, only in the answer that made it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenAnswer(
    String id,
    String name,
    Role role,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable String token) {

  /** The token; its text if it was just made. */
  public static TokenAnswer of(Token token, @Nullable String text) {
    return new TokenAnswer(
        token.id(), token.name(), token.role(), token.createdAt(), token.expiresAt(), text);
  }

  /**
   * The tokens of a site that still open something.
   *
   * @param tokens the newest first
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record TokenList(List<TokenAnswer> tokens) {
    /** Copies the tokens. */
    public TokenList {
      tokens = List.copyOf(tokens);
    }
  }
}
