package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.alert.AlertJson;
import io.polku.contract.alert.AlertState;
import io.polku.contract.definition.Definition.Alert;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert, as the API shows it.
 *
 * @param id its id
 * @param alert the rule, as {@link AlertJson} writes it
 * @param state how it stands
 * @param changedAt when it was saved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AlertAnswer(String id, JsonNode alert, AlertState state, Instant changedAt) {
  /**
   * The alert, as stored.
   *
   * @param addresses whether who asks may know where messages go
   */
  public static AlertAnswer of(Alert stored, AlertState state, boolean addresses) {
    return new AlertAnswer(
        stored.id(),
        addresses ? AlertJson.write(stored.rule()) : AlertJson.masked(stored.rule()),
        state,
        stored.changedAt());
  }

  /**
   * All alerts of a site.
   *
   * @param alerts by id
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record AlertList(List<AlertAnswer> alerts) {
    /** Copies the alerts. */
    public AlertList {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * What came of a test.
   *
   * @param channels in the order of the rule
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Sent(List<SentTo> channels) {
    /** Copies the channels. */
    public Sent {
      channels = List.copyOf(channels);
    }
  }

  /**
   * What came of it at one channel.
   *
   * @param taken whether the address took it
   * @param reason why not; null where it was taken
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SentTo(boolean taken, @Nullable String reason) {}
}
