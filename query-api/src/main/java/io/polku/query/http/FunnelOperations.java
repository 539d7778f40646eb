package io.polku.query.http;

import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.report.FunnelAnswer;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.report.ReportStep;
import io.polku.query.definition.Funnels;
import io.polku.query.funnel.FactsReadiness;
import io.polku.query.funnel.FunnelLosses;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.funnel.FunnelReports;
import io.polku.query.funnel.FunnelTimings;
import io.polku.query.funnel.FunnelValues;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Definitions of funnels, and how far people come. */
public final class FunnelOperations {
  private static final Set<String> NONE = Set.of();

  private final Scope scope;
  private final FunnelQuestions questions;
  private final Funnels funnels;
  private final FunnelReports reports;
  private final FunnelTimings timings;
  private final FunnelValues values;
  private final FunnelLosses losses;
  private final FactsReadiness facts;

  /** Everything an answer may need. */
  public FunnelOperations(
      Scope scope,
      FunnelQuestions questions,
      Funnels funnels,
      FunnelReports reports,
      FunnelTimings timings,
      FunnelValues values,
      FunnelLosses losses,
      FactsReadiness facts) {
    this.scope = scope;
    this.questions = questions;
    this.funnels = funnels;
    this.reports = reports;
    this.timings = timings;
    this.values = values;
    this.losses = losses;
    this.facts = facts;
  }

  /** All routes. */
  public List<Route> routes() {
    return Stream.of(
            List.of(
                Route.get("/funnels", "listFunnels", this::list),
                Route.get("/funnels/:id", "getFunnel", this::get),
                Route.ofSite(HttpMethod.PUT, "/funnels/:id", "putFunnel", this::put),
                Route.ofSite(HttpMethod.DELETE, "/funnels/:id", "deleteFunnel", this::delete)),
            questions.routes(
                "report",
                "report",
                "Funnel",
                Set.of("interval", "breakdown", "compare"),
                this::report),
            questions.routes("timing", "time", "Funnel", NONE, this::timing),
            questions.routes("value", "value", "Funnel", NONE, this::value))
        .flatMap(List::stream)
        .toList();
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        new FunnelAnswer.FunnelList(funnels.all(site.site()).stream().map(this::answer).toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(answer(questions.latest(scope.site(request), request)));
  }

  private Answer put(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    var id = request.path("id");
    if (!Funnels.isId(id)) {
      throw ApiException.refused(
          "funnel_refused",
          List.of(
              new Fault(
                  "id",
                  "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -, not report or suggestion)")));
    }
    var put = funnels.put(site.site(), id, FunnelQuestions.definition(request.json(), ""));
    return Answer.json(put.made() ? 201 : 200, answer(put.version()));
  }

  private Answer delete(ApiRequest request) {
    request.allow(NONE);
    funnels.delete(questions.latest(scope.site(request), request));
    return Answer.empty(204);
  }

  private Answer report(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var asOf = scope.asOf();
    var state = scope.state(question.site());
    var other =
        parameters
            .text("compare")
            .map(text -> Ranges.compared(text, question.range()))
            .orElse(null);
    var counted = reports.report(question, state, asOf);
    // Only now, so that what nobody waits for long does not take from the report itself.
    var lost = losses.report(question, asOf);
    var alone = counted.withLosses(lost.orElse(null));
    var report = other == null ? alone : reports.compared(alone, question, other, asOf);
    var tag = Etags.of(report, asOf, anyOpen(report));
    // While losses are being measured the next answer may already hold them.
    return Answer.tagged(report, lost.isPresent() ? tag : tag.notKept(), request.ifNoneMatch());
  }

  private Answer timing(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var asOf = scope.asOf();
    var timing = timings.report(question, scope.state(question.site()), asOf);
    return Answer.tagged(timing, Etags.of(timing, asOf, false), request.ifNoneMatch());
  }

  private Answer value(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var asOf = scope.asOf();
    var value = values.report(question, scope.state(question.site()), asOf);
    // Who is open becomes dropped with time alone.
    return Answer.tagged(value, Etags.of(value, asOf, true), request.ifNoneMatch());
  }

  private static boolean anyOpen(FunnelReport report) {
    var compared = report.compared();
    return Stream.of(
            report.steps().stream(),
            report.series().stream().flatMap(bucket -> bucket.steps().stream()),
            compared == null ? Stream.<ReportStep>of() : compared.steps().stream())
        .flatMap(steps -> steps)
        .mapToLong(ReportStep::open)
        .anyMatch(open -> open > 0);
  }

  private FunnelAnswer answer(FunnelVersion version) {
    var ref = new FunnelReport.Ref(version.id(), version.version());
    return FunnelAnswer.of(version, facts.state(version.site(), ref));
  }
}
