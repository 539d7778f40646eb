package io.polku.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.definition.Definition;
import io.polku.contract.json.Json;
import io.polku.standalone.Refusal;
import io.polku.standalone.api.ApiClient;
import java.time.Duration;

/**
 * A site with the five funnels on a running stack.
 *
 * @param api how the stack is asked
 * @param name its name
 * @param key its server key
 */
record Site(ApiClient api, String name, String key) {
  private static final long POLL_MILLIS = 100;
  private static final Duration STORED_WITHIN = Duration.ofMinutes(10);

  /** Makes the site and its funnels. */
  static Site make(ApiClient api, String name) throws InterruptedException {
    return make(api, name, Definition.Site.GRACE_DEFAULT);
  }

  /** Makes the site and its funnels, with events late that come later than that. */
  static Site make(ApiClient api, String name, Duration grace) throws InterruptedException {
    var settings = Json.mapper().createObjectNode().put("time_zone", "UTC");
    settings.put("grace", grace.toString());
    var site = new Site(api, name, api.makeSite(name, settings));
    for (var funnel : Funnels.byId().entrySet()) {
      var _ = api.put(site.path("/funnels/" + funnel.getKey()), funnel.getValue());
    }
    return site;
  }

  /** A route of the site. */
  String path(String rest) {
    return "/api/v1/sites/" + name + rest;
  }

  /** The report of a funnel of the site. */
  JsonNode report(String funnel, String range) throws InterruptedException {
    return api.get(path("/funnels/" + funnel + "/report?" + range));
  }

  /** Returns when this many events are stored and nothing accepted is on its way. */
  void awaitStored(long events) throws InterruptedException {
    var deadline = System.nanoTime() + STORED_WITHIN.toNanos();
    while (true) {
      var quality = api.get(path("/quality"));
      if (quality.path("stored").asLong() >= events && quality.path("in_flight").asLong() == 0) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new Refusal(
            "not stored within " + STORED_WITHIN.toMinutes() + " minutes: " + quality);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
