package io.polku.query.http;

import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.finding.FindingReports;
import io.polku.query.range.TimeRange;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** What is wrong on a site. */
public final class FindingOperations {
  private static final int DAYS_DEFAULT = 7;

  private final Scope scope;
  private final Funnels funnels;
  private final SavedDefinitions<Link> links;
  private final FindingReports findings;

  /** Everything an answer may need. */
  public FindingOperations(
      Scope scope, Funnels funnels, SavedDefinitions<Link> links, FindingReports findings) {
    this.scope = scope;
    this.funnels = funnels;
    this.links = links;
    this.findings = findings;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(Route.get("/findings", "getFindings", this::findings));
  }

  private Answer findings(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("from", "to"));
    var site = scope.site(request);
    var range = range(parameters, site);
    var question =
        new FindingReports.Question(
            site,
            funnels.all(site.site()),
            links.all(site.site()),
            range,
            Ranges.compared("previous", range));
    var asOf = scope.asOf();
    var report = findings.report(question, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  /** Without any, the last complete days of the site. */
  private TimeRange range(Parameters parameters, Site site) {
    if (parameters.text("from").isPresent() || parameters.text("to").isPresent()) {
      return scope.range(parameters, site);
    }
    var zone = site.timeZone();
    var today = LocalDate.now(scope.clock().withZone(zone));
    return new TimeRange(
        today.minusDays(DAYS_DEFAULT).atStartOfDay(zone).toInstant(),
        today.atStartOfDay(zone).toInstant(),
        zone);
  }
}
