package io.polku.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition.Segment;
import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Attribute;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FilterJson;
import io.polku.contract.json.Json;
import io.polku.contract.report.Problem.Fault;
import io.polku.query.definition.SavedDefinitions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code filter} and {@code segment} of a request; both hold together. */
public final class Filters {
  /** The names of both. */
  static final Set<String> NAMES = Set.of("filter", "segment");

  private static final String FILTER = "filter";

  private final SavedDefinitions<Segment> segments;

  /** With the segments of all sites. */
  public Filters(SavedDefinitions<Segment> segments) {
    this.segments = segments;
  }

  /**
   * What was asked for; {@link Filter#NONE} where nothing was.
   *
   * @throws ApiException naming each fault, or the segment that is not there
   */
  Filter of(Site site, Parameters parameters) {
    var own = parameters.text(FILTER).map(Filters::read).orElse(Filter.NONE);
    var saved = parameters.text("segment").map(id -> find(site, id).filter()).orElse(Filter.NONE);
    return saved.and(own);
  }

  /**
   * A segment.
   *
   * @throws ApiException when there is none of that id
   */
  Segment find(Site site, String id) {
    return segments
        .find(site.site(), id)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "segment_unknown", "segment: " + id + " (expected: one that is saved)"));
  }

  /**
   * Reads a filter.
   *
   * @param pointer where it stands
   * @throws ApiException naming each fault
   */
  static Filter of(JsonNode json, String pointer) {
    return switch (FilterJson.read(json)) {
      case FilterJson.Result.Read(var filter) -> filter;
      case FilterJson.Result.Refused(var problems) ->
          throw ApiException.refused(
              "filter_refused",
              problems.stream()
                  .map(problem -> new Fault(pointer + problem.pointer(), problem.message()))
                  .toList());
    };
  }

  /** What to break down by. */
  static @Nullable Attribute breakdown(Optional<String> text) {
    try {
      return text.map(Attribute::ofText).orElse(null);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter("breakdown", "breakdown: " + e.getMessage());
    }
  }

  private static Filter read(String text) {
    try {
      return of(
          Json.mapper()
              .reader()
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(text),
          "/" + FILTER);
    } catch (JsonProcessingException e) {
      throw notJson(e.getOriginalMessage());
    } catch (NumberFormatException e) {
      // For an exponent that no number here can have.
      throw notJson(String.valueOf(e.getMessage()));
    }
  }

  private static ApiException notJson(String what) {
    return ApiException.refused(
        "filter_refused",
        List.of(
            new Fault("/" + FILTER, "filter: " + what + " (expected: a JSON list of conditions)")));
  }
}
