package io.polku.query.http;

import io.polku.query.explain.ExplanationReports;
import io.polku.query.funnel.FunnelQuestion;
import java.util.List;
import java.util.Set;

/** What explains a change. */
public final class ExplanationOperations {
  private final Scope scope;
  private final FunnelQuestions questions;
  private final ExplanationReports reports;

  /** Everything an answer may need. */
  public ExplanationOperations(Scope scope, FunnelQuestions questions, ExplanationReports reports) {
    this.scope = scope;
    this.questions = questions;
    this.reports = reports;
  }

  /** All routes. */
  public List<Route> routes() {
    return questions.routes("explanation", "explain", "Funnel", Set.of("compare"), this::explain);
  }

  private Answer explain(ApiRequest request, FunnelQuestion question, Parameters parameters) {
    var before = Ranges.compared(parameters.text("compare").orElse("previous"), question.range());
    var asOf = scope.asOf();
    var explanation = reports.report(question, before, scope.state(question.site()), asOf);
    var open = explanation.then().open() + explanation.now().open() > 0;
    return Answer.tagged(explanation, Etags.of(explanation, asOf, open), request.ifNoneMatch());
  }
}
