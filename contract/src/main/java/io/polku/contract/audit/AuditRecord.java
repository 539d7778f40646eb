package io.polku.contract.audit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.polku.contract.definition.Definition;
import java.util.Locale;

/**
 * One record of {@code polku.audit.v1}: somebody has changed a definition. It says what was changed
 * and not to what, so it holds no secret. When it was is the record's own time in the topic, which
 * the broker stamps.
 *
 * @param site the site that was changed, or to which it belongs
 * @param by who
 * @param action what was done
 * @param subject the {@link Definition#key} of what was changed, such as {@code funnel/shop/buy/3}
 */
public record AuditRecord(String site, Actor by, Action action, String subject) {
  /** What was done. */
  public enum Action {
    /** It was made or changed. */
    STORED,
    /** It was deleted. */
    DELETED,
    /** A token was ended. */
    REVOKED,
    /** A site was given another server key, perhaps with other changes. */
    KEY_CHANGED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return word;
    }

    /** The action of that word. */
    @JsonCreator
    public static Action ofWord(String word) {
      for (var action : values()) {
        if (action.word.equals(word)) {
          return action;
        }
      }
      throw new IllegalArgumentException(
          "action: " + word + " (expected: stored, deleted, revoked or key_changed)");
    }
  }

  /**
   * What storing a definition amounts to.
   *
   * @param keyChanges whether a site gets another server key by it
   */
  public static AuditRecord of(Actor by, Definition definition, boolean keyChanges) {
    return new AuditRecord(definition.site(), by, action(definition, keyChanges), definition.key());
  }

  private static Action action(Definition definition, boolean keyChanges) {
    if (definition instanceof Definition.Deletion
        || definition instanceof Definition.FunnelDeletion) {
      return Action.DELETED;
    }
    if (definition instanceof Definition.Token token && token.revokedAt() != null) {
      return Action.REVOKED;
    }
    return keyChanges ? Action.KEY_CHANGED : Action.STORED;
  }
}
