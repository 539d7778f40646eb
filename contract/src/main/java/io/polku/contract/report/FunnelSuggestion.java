package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A first funnel, from a site's own events.
 *
 * @param from start of the range that was looked at, inclusive
 * @param to end of the range, exclusive
 * @param asOf how far the log has been processed
 * @param dataVersion changes whenever something of the site was stored
 * @param kind how it was found
 * @param funnel a definition as it can be stored, or null
 * @param reason why this one, or why none
 * @param evidence what was seen of each step, in their order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelSuggestion(
    Instant from,
    Instant to,
    Instant asOf,
    String dataVersion,
    Kind kind,
    @Nullable JsonNode funnel,
    String reason,
    List<Evidence> evidence) {
  /** Copies the list. */
  public FunnelSuggestion {
    evidence = List.copyOf(evidence);
  }

  /** How a funnel was found. */
  public enum Kind {
    /** The purchase path of GA4's names, as far as they occur. */
    PURCHASE_PATH,
    /** What most often ends in an event that looks like a conversion. */
    COMMON_SEQUENCE,
    /** Not enough events. */
    NONE;

    /** The word used in JSON: the name in lower case. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was seen of a step.
   *
   * @param step its name
   * @param events how often
   * @param visitors by how many
   */
  public record Evidence(String step, long events, long visitors) {}
}
