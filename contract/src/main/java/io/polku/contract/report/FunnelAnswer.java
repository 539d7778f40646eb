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
 * @param facts the same, and how far it is
 * @param definition as {@link FunnelJson} writes it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FunnelAnswer(
    String id,
    int version,
    Instant createdAt,
    boolean factsComplete,
    Facts facts,
    JsonNode definition) {
  /** The version, as stored. */
  public static FunnelAnswer of(FunnelVersion version, Facts facts) {
    return new FunnelAnswer(
        version.id(),
        version.version(),
        version.createdAt(),
        facts.complete(),
        facts,
        FunnelJson.write(version.funnel()));
  }

  /**
   * How far facts have been computed for what came before the version.
   *
   * @param complete whether all are there
   * @param share of the events, from 0 to 1; 1 only where they are complete
   */
  public record Facts(boolean complete, double share) {
    /** Not begun. */
    public static final Facts NONE = new Facts(false, 0);

    /** All there. */
    public static final Facts COMPLETE = new Facts(true, 1);
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
