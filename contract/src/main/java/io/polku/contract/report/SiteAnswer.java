package io.polku.contract.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.json.Iso8601;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A site, as the API shows it.
 *
 * @param site its name
 * @param origins browsers may send from these
 * @param timeZone IANA name
 * @param gap ISO 8601
 * @param grace ISO 8601
 * @param pathPatterns globs under which its paths are grouped
 * @param ignoredReferrers domains that are no source of visitors
 * @param createdAt when it was made
 * @param serverKey only in the answer that made the key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteAnswer(
    String site,
    List<String> origins,
    String timeZone,
    String gap,
    String grace,
    List<String> pathPatterns,
    List<String> ignoredReferrers,
    Instant createdAt,
    @Nullable String serverKey) {
  /** Copies the lists. */
  public SiteAnswer {
    origins = List.copyOf(origins);
    pathPatterns = List.copyOf(pathPatterns);
    ignoredReferrers = List.copyOf(ignoredReferrers);
  }

  /** The site, with its key if that was just made. */
  public static SiteAnswer of(Site site, @Nullable String serverKey) {
    return new SiteAnswer(
        site.site(),
        site.origins(),
        site.timeZone().getId(),
        Iso8601.text(site.gap()),
        Iso8601.text(site.grace()),
        site.pathPatterns().stream().map(PathGlob::toString).toList(),
        site.ignoredReferrers(),
        site.createdAt(),
        serverKey);
  }

  /**
   * All sites.
   *
   * @param sites by name
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record SiteList(List<SiteAnswer> sites) {
    /** Copies the sites. */
    public SiteList {
      sites = List.copyOf(sites);
    }
  }
}
