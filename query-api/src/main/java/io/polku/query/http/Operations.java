package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.report.FunnelAnswer;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.report.Quality;
import io.polku.contract.report.ReportStep;
import io.polku.contract.report.SiteAnswer;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.Sites;
import io.polku.query.funnel.Breakdown;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelLosses;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.overview.OverviewReports;
import io.polku.query.progress.Progress;
import io.polku.query.quality.QualityReports;
import io.polku.query.quality.RejectedReports;
import io.polku.query.range.TimeRange;
import io.polku.query.store.DataState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One method for each operation of the OpenAPI description. All of them block. */
public final class Operations {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> BODY_FIELDS =
      Set.of("funnel", "from", "to", "interval", "breakdown");

  private final Sites sites;
  private final Funnels funnels;
  private final FunnelReports funnelReports;
  private final FunnelLosses funnelLosses;
  private final FactsReadiness facts;
  private final OverviewReports overviews;
  private final QualityReports qualities;
  private final RejectedReports rejections;
  private final DataState.Reader states;
  private final Progress progress;
  private final Clock clock;
  private final JsonNode openApi = OpenApi.read();

  /** Everything an answer may need. */
  public Operations(
      Sites sites,
      Funnels funnels,
      FunnelReports funnelReports,
      FunnelLosses funnelLosses,
      FactsReadiness facts,
      OverviewReports overviews,
      QualityReports qualities,
      RejectedReports rejections,
      DataState.Reader states,
      Progress progress,
      Clock clock) {
    this.sites = sites;
    this.funnels = funnels;
    this.funnelReports = funnelReports;
    this.funnelLosses = funnelLosses;
    this.facts = facts;
    this.overviews = overviews;
    this.qualities = qualities;
    this.rejections = rejections;
    this.states = states;
    this.progress = progress;
    this.clock = clock;
  }

  Answer openApi(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(openApi);
  }

  Answer listSites(ApiRequest request) {
    request.allow(NONE);
    checkReady();
    return Answer.ok(
        new SiteAnswer.SiteList(
            sites.all().stream().map(site -> SiteAnswer.of(site, null)).toList()));
  }

  Answer getSite(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(SiteAnswer.of(site(request), null));
  }

  Answer putSite(ApiRequest request) {
    request.allow(Set.of("rotate"));
    checkReady();
    var rotate = request.query("rotate").map(Operations::truth).orElse(false);
    return switch (sites.put(request.path("site"), request.json(), rotate)) {
      case Sites.Put.Made(var site, var key) -> Answer.json(201, SiteAnswer.of(site, key));
      case Sites.Put.Changed(var site, var key) -> Answer.ok(SiteAnswer.of(site, key));
      case Sites.Put.ZoneFixed(var zone) ->
          throw new ApiException(
              409,
              "time_zone_fixed",
              "time_zone: another one (expected: " + zone + ", fixed when the site was made)",
              List.of(new Fault("/time_zone", "time_zone: another one (expected: " + zone + ")")));
      case Sites.Put.Refused(var faults) -> throw ApiException.refused("site_refused", faults);
    };
  }

  Answer listFunnels(ApiRequest request) {
    request.allow(NONE);
    var site = site(request);
    return Answer.ok(
        new FunnelAnswer.FunnelList(funnels.all(site.site()).stream().map(this::answer).toList()));
  }

  Answer getFunnel(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(answer(funnel(site(request), request)));
  }

  Answer putFunnel(ApiRequest request) {
    request.allow(NONE);
    var site = site(request);
    var id = request.path("id");
    if (!Funnels.isId(id)) {
      throw ApiException.refused(
          "funnel_refused",
          List.of(
              new Fault("id", "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -, not report)")));
    }
    var put = funnels.put(site.site(), id, definition(request.json(), ""));
    return Answer.json(put.made() ? 201 : 200, answer(put.version()));
  }

  Answer deleteFunnel(ApiRequest request) {
    request.allow(NONE);
    funnels.delete(funnel(site(request), request));
    return Answer.empty(204);
  }

  Answer report(ApiRequest request) {
    request.allow(Set.of("from", "to", "interval", "breakdown", "version"));
    var site = site(request);
    var latest = funnel(site, request);
    var version = version(latest, request);
    var range = Ranges.range(request.query("from"), request.query("to"), site.timeZone(), clock);
    return report(
        request,
        new FunnelQuestion(
            site,
            new FunnelReport.Ref(version.id(), version.version()),
            version.version() == latest.version(),
            version.funnel(),
            range,
            Ranges.interval(request.query("interval"), range),
            breakdown(request.query("breakdown"))));
  }

  Answer adHoc(ApiRequest request) {
    request.allow(NONE);
    var site = site(request);
    var body = request.json();
    var faults = new ArrayList<Fault>();
    if (!body.isObject()) {
      throw ApiException.refused(
          "report_refused", List.of(new Fault("", "body (expected: an object)")));
    }
    var unknown = new HashSet<String>();
    body.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(BODY_FIELDS);
    unknown.forEach(
        name -> faults.add(new Fault("/" + name, "field: " + name + " (expected: left out)")));
    for (var name : List.of("from", "to", "interval", "breakdown")) {
      if (body.hasNonNull(name) && !body.path(name).isTextual()) {
        faults.add(new Fault("/" + name, name + ": " + body.path(name) + " (expected: a text)"));
      }
    }
    if (!faults.isEmpty()) {
      throw ApiException.refused("report_refused", faults);
    }
    var funnel = definition(body.path("funnel"), "/funnel");
    var range = Ranges.range(text(body, "from"), text(body, "to"), site.timeZone(), clock);
    return report(
        request,
        new FunnelQuestion(
            site,
            FunnelReport.Ref.AD_HOC,
            false,
            funnel,
            range,
            Ranges.interval(text(body, "interval"), range),
            breakdown(text(body, "breakdown"))));
  }

  Answer overview(ApiRequest request) {
    request.allow(Set.of("from", "to", "interval"));
    var site = site(request);
    var range = Ranges.range(request.query("from"), request.query("to"), site.timeZone(), clock);
    var interval = Ranges.interval(request.query("interval"), range);
    var asOf = progress.asOf();
    var overview = overviews.report(site, range, interval, states.of(site.site()), asOf);
    return Answer.tagged(overview, Etags.of(overview, asOf, false), request.ifNoneMatch());
  }

  Answer quality(ApiRequest request) {
    request.allow(Set.of("from", "to"));
    var site = site(request);
    var from = request.query("from").map(t -> Ranges.time("from", t, site.timeZone())).orElse(null);
    var to = request.query("to").map(t -> Ranges.time("to", t, site.timeZone())).orElse(null);
    check(from == null ? TimeRange.MIN : from, to == null ? TimeRange.MAX : to, site);
    var asOf = progress.asOf();
    var quality = qualities.report(site.site(), from, to, asOf);
    return Answer.tagged(
        quality, Etags.of(quality, asOf, isMoving(quality)), request.ifNoneMatch());
  }

  Answer rejected(ApiRequest request) {
    request.allow(Set.of("from", "to", "code", "limit"));
    var site = site(request);
    var from =
        request
            .query("from")
            .map(t -> Ranges.time("from", t, site.timeZone()))
            .orElse(TimeRange.MIN);
    var to =
        request.query("to").map(t -> Ranges.time("to", t, site.timeZone())).orElse(TimeRange.MAX);
    check(from, to, site);
    var limit = request.query("limit").map(Operations::limit).orElse(RejectedReports.LIMIT_DEFAULT);
    return Answer.ok(
        rejections.report(site.site(), from, to, request.query("code").orElse(""), limit));
  }

  private static int limit(String text) {
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= RejectedReports.LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of bounds is.
    }
    throw ApiException.parameter(
        "limit", "limit: " + text + " (expected: 1 to " + RejectedReports.LIMIT_MAX + ")");
  }

  /** Whether something in it changes with time alone. */
  private static boolean isMoving(Quality quality) {
    var loss = quality.loss();
    return quality.inFlight() > 0 || loss == null || loss.unsettled() > 0;
  }

  private static void check(Instant from, Instant to, Site site) {
    try {
      var _ = new TimeRange(from, to, site.timeZone());
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("from", String.valueOf(e.getMessage()));
    }
  }

  private Answer report(ApiRequest request, FunnelQuestion question) {
    // In this order, so that what is said to be there was there.
    var asOf = progress.asOf();
    var state = states.of(question.site().site());
    var report =
        funnelReports
            .report(question, state, asOf)
            .withLosses(funnelLosses.report(question, asOf).orElse(null));
    return Answer.tagged(report, Etags.of(report, asOf, anyOpen(report)), request.ifNoneMatch());
  }

  private static boolean anyOpen(FunnelReport report) {
    return Stream.concat(
            report.steps().stream(),
            report.series().stream().flatMap(bucket -> bucket.steps().stream()))
        .mapToLong(ReportStep::open)
        .anyMatch(open -> open > 0);
  }

  private FunnelAnswer answer(FunnelVersion version) {
    var ref = new FunnelReport.Ref(version.id(), version.version());
    return FunnelAnswer.of(version, facts.state(version.site(), ref));
  }

  private void checkReady() {
    if (!sites.ready()) {
      throw new ApiException(
          503, "starting", "definitions: not read yet (expected: soon)", List.of());
    }
  }

  private Site site(ApiRequest request) {
    checkReady();
    var name = request.path("site");
    return sites
        .find(name)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "site_unknown", "site: " + name + " (expected: one that was made)"));
  }

  private FunnelVersion funnel(Site site, ApiRequest request) {
    return funnels.find(site.site(), request.path("id")).orElseThrow(() -> unknown(request));
  }

  private FunnelVersion version(FunnelVersion latest, ApiRequest request) {
    var asked = request.query("version");
    if (asked.isEmpty()) {
      return latest;
    }
    return funnels
        .version(latest.site(), latest.id(), number(asked.get()))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "version_unknown",
                    "version: " + asked.get() + " (expected: up to " + latest.version() + ")"));
  }

  private static ApiException unknown(ApiRequest request) {
    return ApiException.notFound(
        "funnel_unknown", "funnel: " + request.path("id") + " (expected: one that is stored)");
  }

  private static FunnelDefinition definition(JsonNode json, String pointer) {
    return switch (FunnelJson.read(json)) {
      case FunnelJson.Result.Read(var funnel) -> funnel;
      case FunnelJson.Result.Refused(var problems) ->
          throw ApiException.refused(
              "funnel_refused",
              problems.stream()
                  .map(problem -> new Fault(pointer + problem.pointer(), problem.message()))
                  .toList());
    };
  }

  private static @Nullable Breakdown breakdown(Optional<String> text) {
    try {
      return text.map(Breakdown::of).orElse(null);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("breakdown", String.valueOf(e.getMessage()));
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiException.parameter("version", "version: " + text + " (expected: a whole number)");
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true", "" -> true;
      case "false" -> false;
      default ->
          throw ApiException.parameter("rotate", "rotate: " + text + " (expected: true or false)");
    };
  }

  private static Optional<String> text(JsonNode body, String name) {
    return Optional.ofNullable(body.path(name).textValue());
  }
}
