package io.polku.query.http;

import io.polku.query.detour.DetourReports;
import io.polku.query.friction.FrictionReports;
import io.polku.query.funnel.FunnelQuestion;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where people went instead of the next step, and what trouble they met before it. */
public final class DetourOperations {
  private final Scope scope;
  private final FunnelQuestions questions;
  private final DetourReports detours;
  private final FrictionReports friction;

  /** Everything an answer may need. */
  public DetourOperations(
      Scope scope, FunnelQuestions questions, DetourReports detours, FrictionReports friction) {
    this.scope = scope;
    this.questions = questions;
    this.detours = detours;
    this.friction = friction;
  }

  /** All routes. */
  public List<Route> routes() {
    return Stream.of(
            questions.routes("detours", "get", "FunnelDetours", Set.of("step"), this::detours),
            questions.routes("friction", "get", "FunnelFriction", Set.of("step"), this::friction))
        .flatMap(List::stream)
        .toList();
  }

  private Answer detours(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var step = step(question, parameters);
    var asOf = scope.asOf();
    var report = detours.report(question, step, scope.state(question.site()), asOf);
    return Answer.tagged(
        report, Etags.of(report, asOf, DetourReports.isMoving(report)), request.ifNoneMatch());
  }

  private Answer friction(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var step = step(question, parameters);
    var asOf = scope.asOf();
    var report = friction.report(question, step, scope.state(question.site()), asOf);
    return Answer.tagged(
        report, Etags.of(report, asOf, FrictionReports.isMoving(report)), request.ifNoneMatch());
  }

  /** Of the last step there is nothing: nothing comes after it. */
  private static int step(FunnelQuestion question, Parameters parameters) {
    return parameters.number("step", 1, question.funnel().steps().size() - 1);
  }
}
