package io.polku.query.http;

import io.polku.query.form.FormReports;
import java.util.List;
import java.util.Set;

/** What becomes of forms. */
public final class FormOperations {
  private final Scope scope;
  private final Filters filters;
  private final FormReports forms;

  /** Everything an answer may need. */
  public FormOperations(Scope scope, Filters filters, FormReports forms) {
    this.scope = scope;
    this.filters = filters;
    this.forms = forms;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(Route.get("/forms", "getForms", this::forms));
  }

  private Answer forms(ApiRequest request) {
    var parameters = Parameters.ofQuery(request, Set.of("from", "to", "filter", "segment"));
    var site = scope.site(request);
    var range = scope.range(parameters, site);
    var filter = filters.of(site, parameters);
    var asOf = scope.asOf();
    var report = forms.report(site, range, filter, scope.state(site), asOf);
    return Answer.tagged(report, Etags.of(report, asOf, false), request.ifNoneMatch());
  }
}
