package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Json;
import io.polku.standalone.api.ApiClient;
import io.polku.standalone.replay.Mapping;
import io.polku.standalone.replay.Replay;
import io.polku.standalone.replay.ReplayOptions;
import io.polku.standalone.replay.ReplayResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** A site on a running stack, as tests talk to it: over HTTP, like anybody. */
final class Site {
  private static final Duration STORED_WITHIN = Duration.ofMinutes(5);

  private final ApiClient api;
  private final String ingestUrl;
  private final String name;
  private final String key;

  private Site(ApiClient api, String ingestUrl, String name, String key) {
    this.api = api;
    this.ingestUrl = ingestUrl;
    this.name = name;
    this.key = key;
  }

  /** Makes a site, or takes it over with a new key. */
  static Site make(ApiClient api, String ingestUrl, String name) throws InterruptedException {
    var settings = Json.mapper().createObjectNode().put("time_zone", "UTC");
    return new Site(api, ingestUrl, name, api.makeSite(name, settings));
  }

  /** A site that is there, whose key nobody needs. */
  static Site of(ApiClient api, String ingestUrl, String name) {
    return new Site(api, ingestUrl, name, "");
  }

  /** A funnel over event names. */
  static ObjectNode funnel(String subject, String window, String... events) {
    var funnel = Json.mapper().createObjectNode();
    funnel.put("name", "f").put("subject", subject).put("order", "ordered").put("window", window);
    var steps = funnel.putArray("steps");
    for (var event : events) {
      steps.addObject().put("name", event).putArray("match").addObject().put("event", event);
    }
    return funnel;
  }

  String key() {
    return key;
  }

  void define(String id, ObjectNode funnel) throws InterruptedException {
    assertThat(api.put(path("/funnels/" + id), funnel).path("version").asInt()).isPositive();
  }

  ReplayResult replay(Path file, Mapping mapping) throws InterruptedException {
    return new Replay(
            new ReplayOptions(file, mapping, name, ingestUrl, key, 0), new Quiet().terminal())
        .run();
  }

  /** Waits until everything accepted can be queried, and this many events are stored. */
  void awaitStored(long events) {
    await()
        .atMost(STORED_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              var quality = api.get(path("/quality"));
              assertThat(quality.path("stored").asLong()).as("%s", quality).isEqualTo(events);
              assertThat(quality.path("in_flight").asLong()).as("%s", quality).isZero();
            });
  }

  /** Waits until funnels are answered from their facts. */
  void awaitFacts(String... funnels) {
    for (var funnel : funnels) {
      await()
          .atMost(STORED_WITHIN)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () ->
                  assertThat(api.get(path("/funnels/" + funnel)).path("facts").path("complete"))
                      .as(funnel)
                      .isEqualTo(BooleanNode.TRUE));
    }
  }

  JsonNode quality() throws InterruptedException {
    return api.get(path("/quality"));
  }

  JsonNode totals(String from, String to) throws InterruptedException {
    return api.get(path("/overview?from=" + from + "&to=" + to)).path("totals");
  }

  JsonNode report(String id, String from, String to) throws InterruptedException {
    return api.get(path("/funnels/" + id + "/report?from=" + from + "&to=" + to));
  }

  JsonNode report(ObjectNode funnel, String from, String to) throws InterruptedException {
    var body = Json.mapper().createObjectNode().put("from", from).put("to", to);
    body.set("funnel", funnel);
    return api.post(path("/funnels/report"), body);
  }

  /**
   * Another report of a funnel.
   *
   * @param what last part of its path
   * @param more parameters, each with an ampersand before it
   */
  JsonNode report(String id, String what, String from, String to, String more)
      throws InterruptedException {
    return api.get(path("/funnels/" + id + "/" + what + "?from=" + from + "&to=" + to + more));
  }

  /** Another report of the site; {@code rest} begins with a slash. */
  JsonNode get(String rest) throws InterruptedException {
    return api.get(path(rest));
  }

  /** How many entered each step. */
  static List<Long> entered(JsonNode report) {
    return StreamSupport.stream(report.path("steps").spliterator(), false)
        .map(step -> step.path("entered").asLong())
        .toList();
  }

  /** The figures of each step. */
  static List<JsonNode> figures(JsonNode report) {
    return StreamSupport.stream(report.path("steps").spliterator(), false).toList();
  }

  private String path(String rest) {
    return "/api/v1/sites/" + name + rest;
  }
}
