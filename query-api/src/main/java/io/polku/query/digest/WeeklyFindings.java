package io.polku.query.digest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.Digest;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.json.Json;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.finding.FindingReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.DataState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;

/** What was found in a week: in words, and as {@code /findings} answers it. Thread-safe. */
public final class WeeklyFindings implements Digests.Content {
  private static final int DAYS = 7;

  private final Funnels funnels;
  private final SavedDefinitions<Link> links;
  private final FindingReports findings;
  private final DataState.Reader states;
  private final Supplier<Instant> asOf;

  /** Everything that is looked at. */
  public WeeklyFindings(
      Funnels funnels,
      SavedDefinitions<Link> links,
      FindingReports findings,
      DataState.Reader states,
      Supplier<Instant> asOf) {
    this.funnels = funnels;
    this.links = links;
    this.findings = findings;
    this.states = states;
    this.asOf = asOf;
  }

  @Override
  public JsonNode of(Site site, Digest digest, LocalDate before) {
    var question =
        new FindingReports.Question(
            site,
            funnels.all(site.site()),
            links.all(site.site()),
            week(site, before),
            week(site, before.minusDays(DAYS)));
    var now = asOf.get();
    var report = findings.report(question, states.of(site.site()), now);
    var body = Json.mapper().createObjectNode();
    body.put("text", DigestText.of(site, report));
    body.put("site", site.site());
    body.put("digest", digest.id());
    body.set("findings", Json.mapper().valueToTree(report));
    return body;
  }

  private static TimeRange week(Site site, LocalDate before) {
    var zone = site.timeZone();
    return new TimeRange(
        before.minusDays(DAYS).atStartOfDay(zone).toInstant(),
        before.atStartOfDay(zone).toInstant(),
        zone);
  }
}
