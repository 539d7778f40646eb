package io.polku.standalone.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.alert.AlertJson;
import io.polku.contract.digest.DigestJson;
import io.polku.contract.funnel.FilterJson;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts.Problem;
import io.polku.contract.link.LinkJson;
import io.polku.standalone.api.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What of a site can be kept in a file under ids, in the order in which it is applied. */
enum Kind {
  /** As {@link FunnelJson} reads it. */
  FUNNEL("funnels", "definition"),
  /** A name and a filter. */
  SEGMENT("segments", ""),
  /** As {@link LinkJson} reads it. */
  LINK("links", "link"),
  /** As {@link DigestJson} reads it. */
  DIGEST("digests", "digest"),
  /** As {@link AlertJson} reads it. */
  ALERT("alerts", "alert");

  private final String section;
  private final String field;

  Kind(String section, String field) {
    this.section = section;
    this.field = field;
  }

  /**
   * What came of reading a definition.
   *
   * @param canonical as the server writes it, so that equal ones have equal texts; missing where
   *     something is wrong
   * @param problems everything that is wrong
   */
  record Reading(JsonNode canonical, List<Problem> problems) {
    static Reading of(JsonNode canonical) {
      return new Reading(canonical, List.of());
    }

    static Reading refused(List<Problem> problems) {
      return new Reading(Json.mapper().missingNode(), problems);
    }
  }

  /** Its name in files, which is that of its collection in the API. */
  String section() {
    return section;
  }

  /** For people. */
  String word() {
    return section.substring(0, section.length() - 1);
  }

  /** Where the API has the one of that id. */
  String path(String site, String id) {
    return "/api/v1/sites/" + site + "/" + section + "/" + id;
  }

  /** Reads one; never throws for what is in it. */
  Reading read(JsonNode json) {
    return switch (this) {
      case FUNNEL -> funnel(json);
      case SEGMENT -> segment(json);
      case LINK -> link(json);
      case DIGEST -> digest(json);
      case ALERT -> alert(json);
    };
  }

  /** All that a site has, by id, as {@link Reading#canonical}. */
  Map<String, JsonNode> stored(ApiClient api, String site) throws InterruptedException {
    var stored = new TreeMap<String, JsonNode>();
    var list = api.get("/api/v1/sites/" + site + "/" + section).path(section);
    StreamSupport.stream(list.spliterator(), false)
        .forEach(each -> stored.put(each.path("id").asText(), body(each)));
    return stored;
  }

  /** Of what the API tells about one. */
  private JsonNode body(JsonNode answer) {
    if (!field.isEmpty()) {
      return read(answer.path(field)).canonical();
    }
    var segment = Json.mapper().createObjectNode();
    segment.set("name", answer.path("name"));
    segment.set("filter", answer.path("filter"));
    return read(segment).canonical();
  }

  private static Reading funnel(JsonNode json) {
    return switch (FunnelJson.read(json)) {
      case FunnelJson.Result.Read(var funnel) -> Reading.of(FunnelJson.write(funnel));
      case FunnelJson.Result.Refused(var problems) -> Reading.refused(problems);
    };
  }

  private static Reading link(JsonNode json) {
    return switch (LinkJson.read(json)) {
      case LinkJson.Result.Read(var link) -> Reading.of(LinkJson.write(link));
      case LinkJson.Result.Refused(var problems) -> Reading.refused(problems);
    };
  }

  private static Reading digest(JsonNode json) {
    return switch (DigestJson.read(json)) {
      case DigestJson.Result.Read(var digest) -> Reading.of(DigestJson.write(digest));
      case DigestJson.Result.Refused(var problems) -> Reading.refused(problems);
    };
  }

  private static Reading alert(JsonNode json) {
    return switch (AlertJson.read(json)) {
      case AlertJson.Result.Read(var rule) -> Reading.of(AlertJson.write(rule));
      case AlertJson.Result.Refused(var problems) -> Reading.refused(problems);
    };
  }

  /** Its name is the server's to judge. */
  private static Reading segment(JsonNode json) {
    return switch (FilterJson.read(json.path("filter"))) {
      case FilterJson.Result.Read(var filter) -> {
        ObjectNode canonical = json.deepCopy();
        canonical.set("filter", FilterJson.write(filter));
        yield Reading.of(canonical);
      }
      case FilterJson.Result.Refused(var problems) ->
          Reading.refused(
              problems.stream()
                  .map(each -> new Problem("/filter" + each.pointer(), each.message()))
                  .toList());
    };
  }
}
