package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.funnel.FunnelJson;
import java.time.Instant;
import java.util.List;

/**
 * A stored funnel, as the API shows it.
 *
 * @param id its id
 * @param version from 1
 * @param createdAt when this version was stored
 * @param factsComplete whether reports of whole days are answered from facts
 * @param definition as {@link FunnelJson} writes it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelAnswer(
    String id, int version, Instant createdAt, boolean factsComplete, JsonNode definition) {
  /** The version, as stored. */
  public static FunnelAnswer of(FunnelVersion version, boolean factsComplete) {
    return new FunnelAnswer(
        version.id(),
        version.version(),
        version.createdAt(),
        factsComplete,
        FunnelJson.write(version.funnel()));
  }

  /**
   * All funnels of a site.
   *
   * @param funnels the latest version of each, by id
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record FunnelList(List<FunnelAnswer> funnels) {
    /** Copies the funnels. */
    public FunnelList {
      funnels = List.copyOf(funnels);
    }
  }
}
