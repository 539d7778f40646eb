package io.polku.query.http;

import io.polku.query.detour.DetourReports;
import io.polku.query.funnel.FunnelQuestion;
import java.util.List;
import java.util.Set;

/** Where people went instead of the next step. */
public final class DetourOperations {
  private final Scope scope;
  private final FunnelQuestions questions;
  private final DetourReports detours;

  /** Everything an answer may need. */
  public DetourOperations(Scope scope, FunnelQuestions questions, DetourReports detours) {
    this.scope = scope;
    this.questions = questions;
    this.detours = detours;
  }

  /** All routes. */
  public List<Route> routes() {
    return questions.routes("detours", "get", "FunnelDetours", Set.of("step"), this::detours);
  }

  private Answer detours(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    // Of the last step there is none: nothing comes after it.
    var step = parameters.number("step", 1, question.funnel().steps().size() - 1);
    var asOf = scope.asOf();
    var report = detours.report(question, step, scope.state(question.site()), asOf);
    return Answer.tagged(
        report, Etags.of(report, asOf, DetourReports.isMoving(report)), request.ifNoneMatch());
  }
}
