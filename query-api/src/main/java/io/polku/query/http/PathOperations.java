package io.polku.query.http;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.report.PathReport;
import io.polku.contract.report.PathReport.By;
import io.polku.contract.report.PathReport.Group;
import io.polku.query.funnel.FunnelQuestion;
import io.polku.query.path.PathPoint;
import io.polku.query.path.PathQuestion;
import io.polku.query.path.PathReports;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which ways people take. */
public final class PathOperations {
  private static final int DEPTH_DEFAULT = 4;
  private static final int VALUES_DEFAULT = 8;

  private final Scope scope;
  private final FunnelQuestions questions;
  private final Filters filters;
  private final PathReports paths;

  /** Everything an answer may need. */
  public PathOperations(
      Scope scope, FunnelQuestions questions, Filters filters, PathReports paths) {
    this.scope = scope;
    this.filters = filters;
    this.questions = questions;
    this.paths = paths;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/paths", "getPaths", this::paths),
        Route.get("/transitions", "getTransitions", this::transitions));
  }

  private Answer paths(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(
            request,
            Set.of(
                "from", "to", "filter", "segment", "start", "end", "depth", "by", "group",
                "limit"));
    var site = scope.site(request);
    var question = question(site, parameters);
    // In this order, so that what is said to be there was there.
    var asOf = scope.asOf();
    var report = paths.paths(question, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private Answer transitions(ApiRequest request) {
    var parameters =
        Parameters.ofQuery(
            request, Set.of("from", "to", "filter", "segment", "by", "group", "limit"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var by = parameters.word("by", By.PAGE, List.of(By.values()), By::word);
    var group = group(parameters);
    var limit = parameters.limit();
    var asOf = scope.asOf();
    var report =
        paths.transitions(
            site, range, filters.of(site, parameters), by, group, limit, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }

  private PathQuestion question(Site site, Parameters parameters) {
    var start = point("start", parameters);
    var end = point("end", parameters);
    if (start instanceof PathPoint.Step && end instanceof PathPoint.Step) {
      throw ApiException.parameter(
          "end", "end: " + end.text() + " (expected: no step, as start is one)");
    }
    return new PathQuestion(
        site,
        scope.range(parameters, site),
        filters.of(site, parameters),
        start,
        end,
        funnel(site, parameters, start, end),
        parameters.word("by", By.PAGE, List.of(By.PAGE, By.EVENT), By::word),
        group(parameters),
        parameters.number("depth", DEPTH_DEFAULT, 1, PathReport.DEPTH_MAX),
        parameters.number("limit", VALUES_DEFAULT, 1, PathReport.VALUES_MAX));
  }

  private @Nullable FunnelQuestion funnel(
      Site site, Parameters parameters, @Nullable PathPoint start, @Nullable PathPoint end) {
    if (start instanceof PathPoint.Step step) {
      return funnel(site, parameters, "start", step);
    }
    return end instanceof PathPoint.Step step ? funnel(site, parameters, "end", step) : null;
  }

  private FunnelQuestion funnel(
      Site site, Parameters parameters, String name, PathPoint.Step step) {
    var question = questions.latest(site, step.funnel(), parameters);
    var steps = question.funnel().steps().size();
    if (step.step() > steps) {
      throw ApiException.parameter(
          name, name + ": " + step.text() + " (expected: step 1 to " + steps + ")");
    }
    return question;
  }

  private static Group group(Parameters parameters) {
    return parameters.word("group", Group.PATTERN, List.of(Group.values()), Group::word);
  }

  private static @Nullable PathPoint point(String name, Parameters parameters) {
    try {
      return parameters.text(name).map(PathPoint::of).orElse(null);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter(name, name + ": " + e.getMessage());
    }
  }
}
