package io.polku.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.Segment;
import io.polku.contract.report.Problem.Fault;
import io.polku.contract.report.SegmentAnswer;
import io.polku.query.definition.SavedDefinitions;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Saved segments. */
public final class SegmentOperations {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> FIELDS = Set.of("name", "filter");
  private static final int NAME_CHARS_MAX = 200;

  private final Scope scope;
  private final Filters filters;
  private final SavedDefinitions<Segment> segments;

  /** Everything an answer may need. */
  public SegmentOperations(Scope scope, Filters filters, SavedDefinitions<Segment> segments) {
    this.scope = scope;
    this.filters = filters;
    this.segments = segments;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/segments", "listSegments", this::list),
        Route.get("/segments/:id", "getSegment", this::get),
        Route.ofSite(HttpMethod.PUT, "/segments/:id", "putSegment", this::put),
        Route.ofSite(HttpMethod.DELETE, "/segments/:id", "deleteSegment", this::delete));
  }

  private Answer list(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    return Answer.ok(
        new SegmentAnswer.SegmentList(
            segments.all(site.site()).stream().map(SegmentAnswer::of).toList()));
  }

  private Answer get(ApiRequest request) {
    request.allow(NONE);
    return Answer.ok(SegmentAnswer.of(filters.find(scope.site(request), request.path("id"))));
  }

  private Answer put(ApiRequest request) {
    request.allow(NONE);
    var site = scope.site(request);
    var id = request.path("id");
    if (!SavedDefinitions.isId(id)) {
      throw refused(new Fault("id", "id: " + id + " (expected: 1 to 60 of a-z 0-9 _ -)"));
    }
    var body = request.json();
    check(body);
    var name = body.path("name").textValue();
    var filter = Filters.of(body.path("filter"), "/filter");
    var put =
        segments
            .put(site.site(), id, now -> new Segment(site.site(), id, name, filter, now))
            .orElseThrow(
                () ->
                    refused(
                        new Fault(
                            "id",
                            "segments: "
                                + SavedDefinitions.COUNT_MAX
                                + " already (expected: fewer, before another is saved)")));
    return Answer.json(put.made() ? 201 : 200, SegmentAnswer.of(put.stored()));
  }

  private Answer delete(ApiRequest request) {
    request.allow(NONE);
    segments.delete(filters.find(scope.site(request), request.path("id")));
    return Answer.empty(204);
  }

  private static void check(JsonNode body) {
    if (!body.isObject()) {
      throw refused(new Fault("", "body (expected: an object)"));
    }
    var faults = new ArrayList<Fault>();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                faults.add(
                    new Fault("/" + name, "field: " + name + " (expected one of: filter, name)"));
              }
            });
    var name = body.path("name");
    if (!name.isTextual()
        || name.textValue().isBlank()
        || name.textValue().length() > NAME_CHARS_MAX) {
      faults.add(new Fault("/name", "name: " + name + " (expected: 1 to 200 characters)"));
    }
    if (!faults.isEmpty()) {
      throw ApiException.refused("segment_refused", faults);
    }
  }

  private static ApiException refused(Fault fault) {
    return ApiException.refused("segment_refused", List.of(fault));
  }
}
