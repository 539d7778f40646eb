package io.polku.query.definition;

import io.polku.contract.definition.Definition.Token;
import io.polku.contract.definition.Role;
import io.polku.service.catalog.Catalog;
import io.polku.service.catalog.DefinitionWriter;
import io.polku.service.catalog.ServerKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that open one site each. A token's text is its id, a point and 256 random bits; only a
 * hash of it is kept. Thread-safe.
 */
public final class Tokens {
  /** Most tokens of a site that open something. */
  public static final int OF_SITE_MAX = 200;

  private static final int ID_CHARS = 12;

  private final Catalog catalog;
  private final DefinitionWriter writer;
  private final Clock clock;

  /**
   * @param catalog where tokens are looked up
   * @param writer where they are written
   * @param clock for when they are made and expire
   */
  public Tokens(Catalog catalog, DefinitionWriter writer, Clock clock) {
    this.catalog = catalog;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * A token and its text, which is shown once.
   *
   * @param token what is kept
   * @param text what opens the site
   */
  public record Made(Token token, String text) {}

  /** Whether everything that was stored before is known; until then tokens seem to be missing. */
  public boolean ready() {
    return catalog.ready();
  }

  /** The tokens of a site that open something now, the newest first. */
  public List<Token> all(String site) {
    var now = clock.instant();
    return catalog.tokens(site).stream()
        .filter(token -> token.opens(now))
        .sorted(Comparator.comparing(Token::createdAt).reversed().thenComparing(Token::id))
        .toList();
  }

  /**
   * Makes one.
   *
   * @param expiresAt from when on it opens nothing, or null for never
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public Made make(String site, String name, Role role, @Nullable Instant expiresAt) {
    var id = UUID.randomUUID().toString().replace("-", "").substring(0, ID_CHARS);
    var text = id + "." + ServerKeys.generate();
    var token =
        new Token(
            site,
            id,
            name,
            role,
            ServerKeys.hash(text),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            expiresAt,
            null);
    writer.write(token);
    return new Made(token, text);
  }

  /**
   * Ends a token. Empty where the site has none of that id that opens something.
   *
   * @throws org.apache.kafka.common.KafkaException when it could not be stored
   */
  public Optional<Token> revoke(String site, String id) {
    var token = all(site).stream().filter(each -> each.id().equals(id)).findFirst();
    token.ifPresent(
        each -> writer.write(each.revoked(clock.instant().truncatedTo(ChronoUnit.MILLIS))));
    return token;
  }

  /** The token of that text, where it opens something now. */
  public Optional<Token> find(String text) {
    var point = text.indexOf('.');
    if (point != ID_CHARS) {
      return Optional.empty();
    }
    return catalog
        .token(text.substring(0, point))
        .filter(token -> ServerKeys.matches(token.hash(), text))
        .filter(token -> token.opens(clock.instant()));
  }
}
