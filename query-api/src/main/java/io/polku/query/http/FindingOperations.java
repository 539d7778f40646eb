package io.polku.query.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.report.FindingReport;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.finding.FindingReports;
import io.polku.query.range.TimeRange;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What is wrong on a site. */
public final class FindingOperations {
  private static final int DAYS_DEFAULT = 7;
  private static final int KEPT_MAX = 100;

  /**
   * How many times as long as it took to be made a report is kept, up to a minute: so that these,
   * of all reports the ones that ask most, take no more than a small share of the time.
   */
  private static final int KEPT_TIMES = 20;

  private static final Duration KEPT_LONGEST = Duration.ofMinutes(1);

  private final Scope scope;
  private final Funnels funnels;
  private final SavedDefinitions<Link> links;
  private final FindingReports findings;
  private final Cache<FindingReports.Question, Kept> kept =
      Caffeine.newBuilder()
          .maximumSize(KEPT_MAX)
          .expireAfter(
              Expiry.creating(
                  (FindingReports.Question question, Kept one) ->
                      Collections.min(List.of(one.took().multipliedBy(KEPT_TIMES), KEPT_LONGEST))))
          .build();

  /** Everything an answer may need. */
  public FindingOperations(
      Scope scope, Funnels funnels, SavedDefinitions<Link> links, FindingReports findings) {
    this.scope = scope;
    this.funnels = funnels;
    this.links = links;
    this.findings = findings;
  }

  /**
   * A report.
   *
   * @param took how long it was made
   */
  private record Kept(FindingReport report, Duration took) {}

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
    var report = kept.get(question, this::made).report();
    return Answer.tagged(report, Etags.of(report, report.asOf(), false), request.ifNoneMatch());
  }

  private Kept made(FindingReports.Question question) {
    var begun = System.nanoTime();
    var asOf = scope.asOf();
    var report = findings.report(question, scope.state(question.site()), asOf);
    return new Kept(report, Duration.ofNanos(System.nanoTime() - begun));
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
