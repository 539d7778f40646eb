package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.FunnelVersion;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.report.FunnelReport;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.definition.Funnels;
import io.polku.query.funnel.FunnelQuestion;
import io.vertx.core.http.HttpMethod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what is asked of a funnel, be it stored ({@code GET /funnels/{id}/…}) or in the body
 * ({@code POST /funnels/…}): both become the same question.
 */
public final class FunnelQuestions {
  /** Parameters that every report of a funnel takes; {@code version} only of a stored one. */
  private static final Set<String> COMMON = Set.of("from", "to", "filter", "segment");

  private final Scope scope;
  private final Funnels funnels;
  private final Filters filters;

  /** A question about a funnel, and what else was asked for. */
  @FunctionalInterface
  interface Reply {
    /** The answer. */
    Answer answer(ApiRequest request, FunnelQuestion question, Parameters parameters);
  }

  /** Of that site's funnels. */
  public FunnelQuestions(Scope scope, Funnels funnels, Filters filters) {
    this.scope = scope;
    this.funnels = funnels;
    this.filters = filters;
  }

  /**
   * Both routes of a report.
   *
   * @param path last part of the path, such as {@code report}
   * @param name what it is called in {@code operationId}, such as {@code Funnel}; the operations
   *     are {@code reportFunnel} and {@code reportAdHocFunnel}
   * @param verb the beginning of it, such as {@code report}
   * @param parameters names that it takes beside those that all take
   */
  List<Route> routes(String path, String verb, String name, Set<String> parameters, Reply reply) {
    var allowed = new HashSet<>(COMMON);
    allowed.addAll(parameters);
    return List.of(
        Route.ofSite(
            HttpMethod.POST,
            "/funnels/" + path,
            verb + "AdHoc" + name,
            request -> adHoc(request, allowed, reply)),
        Route.get("/funnels/:id/" + path, verb + name, request -> stored(request, allowed, reply)));
  }

  /**
   * The latest version of the funnel that the path names.
   *
   * @throws ApiException when there is none
   */
  FunnelVersion latest(Site site, ApiRequest request) {
    return latest(site, request.path("id"));
  }

  /**
   * A question about the latest version of a stored funnel, for reports that are not a funnel's
   * own.
   *
   * @throws ApiException when there is none
   */
  FunnelQuestion latest(Site site, String id, Parameters parameters) {
    var latest = latest(site, id);
    return question(
        site,
        new FunnelReport.Ref(latest.id(), latest.version()),
        true,
        latest.funnel(),
        parameters);
  }

  private FunnelVersion latest(Site site, String id) {
    return funnels
        .find(site.site(), id)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "funnel_unknown", "funnel: " + id + " (expected: one that is stored)"));
  }

  /**
   * Reads a definition.
   *
   * @param pointer where it stands in the body
   * @throws ApiException naming each fault
   */
  static FunnelDefinition definition(JsonNode json, String pointer) {
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

  private Answer stored(ApiRequest request, Set<String> allowed, Reply reply) {
    var withVersion = new HashSet<>(allowed);
    withVersion.add("version");
    var parameters = Parameters.ofQuery(request, withVersion);
    var site = scope.site(request);
    var latest = latest(site, request);
    var version = version(latest, parameters);
    var question =
        question(
            site,
            new FunnelReport.Ref(version.id(), version.version()),
            version.version() == latest.version(),
            version.funnel(),
            parameters);
    return reply.answer(request, question, parameters);
  }

  private Answer adHoc(ApiRequest request, Set<String> allowed, Reply reply) {
    request.allow(Set.of());
    var site = scope.site(request);
    var body = request.json();
    var parameters = Parameters.ofBody(body, allowed);
    var funnel = definition(body.path(Parameters.FUNNEL), "/" + Parameters.FUNNEL);
    var question = question(site, FunnelReport.Ref.AD_HOC, false, funnel, parameters);
    return reply.answer(request, question, parameters);
  }

  private FunnelQuestion question(
      Site site,
      FunnelReport.Ref ref,
      boolean computed,
      FunnelDefinition funnel,
      Parameters parameters) {
    var range = scope.range(parameters, site);
    return new FunnelQuestion(
        site,
        ref,
        computed,
        funnel,
        range,
        scope.interval(parameters, range),
        Filters.breakdown(parameters.text("breakdown")),
        filters.of(site, parameters));
  }

  private FunnelVersion version(FunnelVersion latest, Parameters parameters) {
    var asked = parameters.text("version");
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

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiException.parameter("version", "version: " + text + " (expected: a whole number)");
    }
  }
}
