package io.polku.query.http;

import io.polku.contract.alert.AlertJson;
import io.polku.contract.alert.AlertRule;
import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.definition.Definition.Alert;
import io.polku.contract.definition.Definition.Link;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.definition.Role;
import io.polku.contract.report.AlertAnswer;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.alert.Alerts;
import io.polku.query.definition.Funnels;
import io.polku.query.definition.SavedDefinitions;
import io.polku.query.webhook.Webhooks.Delivery;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alerts. Their addresses may be secrets, so who only views sees of them the hosts. */
public final class AlertOperations {
  /** Most of a site: each is judged again and again. */
  public static final int COUNT_MAX = 100;

  private static final Set<String> NONE = Set.of();
  private static final String REFUSED = "alert_refused";

  private final Scope scope;
  private final SavedDefinitions<Alert> saved;
  private final Funnels funnels;
  private final SavedDefinitions<Link> links;
  private final Alerts alerts;

  /** Everything an answer may need. */
  public AlertOperations(
      Scope scope,
      SavedDefinitions<Alert> saved,
      Funnels funnels,
      SavedDefinitions<Link> links,
      Alerts alerts) {
    this.scope = scope;
    this.saved = saved;
    this.funnels = funnels;
    this.links = links;
    this.alerts = alerts;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/alerts", "listAlerts", this::list),
        Route.get("/alerts/:id", "getAlert", this::get),
        Route.ofSite(HttpMethod.PUT, "/alerts/:id", "putAlert", this::put),
        Route.ofSite(HttpMethod.DELETE, "/alerts/:id", "deleteAlert", this::delete),
        Route.ofSite(HttpMethod.POST, "/alerts/:id/test", "testAlert", this::test)
            .onlyFor(Role.EDITOR));
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        new AlertAnswer.AlertList(
            saved.all(site.site()).stream().map(alert -> answer(request, alert)).toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(answer(request, find(scope.site(request), request)));
  }

  private Answer put(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request).site();
    var id = request.path("id");
    if (!SavedDefinitions.isId(id)) {
      throw refused(new Fault("id", "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -)"));
    }
    var rule =
        switch (AlertJson.read(request.json())) {
          case AlertJson.Result.Read(var read) -> read;
          case AlertJson.Result.Refused(var problems) ->
              throw ApiException.refused(
                  REFUSED,
                  problems.stream()
                      .map(problem -> new Fault(problem.pointer(), problem.message()))
                      .toList());
        };
    unknown(site, rule)
        .ifPresent(
            fault -> {
              throw refused(fault);
            });
    var put =
        saved
            .put(site, id, now -> new Alert(site, id, rule, now))
            .orElseThrow(
                () ->
                    refused(
                        new Fault(
                            "id",
                            "alerts: "
                                + COUNT_MAX
                                + " already (expected: fewer, before another is saved)")));
    return Answer.json(put.made() ? 201 : 200, answer(request, put.stored()));
  }

  /** What a rule is about and nobody has stored. */
  private Optional<Fault> unknown(String site, AlertRule rule) {
    return switch (rule.metric()) {
      case Metric.FunnelRate(var id, var step) -> {
        var funnel = funnels.find(site, id);
        if (funnel.isEmpty()) {
          yield Optional.of(
              new Fault("/metric/id", "funnel: " + id + " (expected: one that is stored)"));
        }
        var steps = funnel.get().funnel().steps().size();
        yield step != null && step > steps
            ? Optional.of(
                new Fault("/metric/step", "step: " + step + " (expected: 2 to " + steps + ")"))
            : Optional.empty();
      }
      case Metric.LinkShare(var id) ->
          links.find(site, id).isEmpty()
              ? Optional.of(
                  new Fault("/metric/id", "link: " + id + " (expected: one that is saved)"))
              : Optional.empty();
      case Metric.Loss _, Metric.Lag _ -> Optional.empty();
    };
  }

  private Answer delete(ApiRequest request) {
    request.allow(NONE);
    saved.delete(find(scope.site(request), request));
    return Answer.empty(204);
  }

  private Answer test(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        new AlertAnswer.Sent(
            alerts.sendTest(site, find(site, request)).stream()
                .map(
                    each ->
                        switch (each) {
                          case Delivery.Taken _ -> new AlertAnswer.SentTo(true, null);
                          case Delivery.Failed(var reason) -> new AlertAnswer.SentTo(false, reason);
                        })
                .toList()));
  }

  private AlertAnswer answer(ApiRequest request, Alert alert) {
    var editor = request.caller().may(Role.EDITOR, alert.site());
    return AlertAnswer.of(alert, alerts.state(alert), editor);
  }

  private Alert find(Site site, ApiRequest request) {
    var id = request.path("id");
    return saved
        .find(site.site(), id)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "alert_unknown", "alert: " + id + " (expected: one that is saved)"));
  }

  private static ApiException refused(Fault fault) {
    return ApiException.refused(REFUSED, List.of(fault));
  }
}
