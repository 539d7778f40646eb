package io.polku.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.json.Json;
import io.polku.streams.funnel.LiveFunnel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The five funnels that every benchmark computes. */
final class Funnels {
  private static final String RESOURCE = "funnels.json";
  private static final String OPTIONS_RESOURCE = "funnels-with-options.json";

  private Funnels() {}

  /** Definitions by id, as they are put. */
  static Map<String, JsonNode> byId() {
    return byId(RESOURCE);
  }

  /** Further ones, each with options; by id, as they are put. */
  static Map<String, JsonNode> withOptions() {
    return byId(OPTIONS_RESOURCE);
  }

  private static Map<String, JsonNode> byId(String resource) {
    try (var json = Funnels.class.getResourceAsStream(resource)) {
      var byId = new LinkedHashMap<String, JsonNode>();
      Json.mapper().readTree(json).properties().forEach(f -> byId.put(f.getKey(), f.getValue()));
      return byId;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, as the engine takes them. */
  static List<LiveFunnel> live() {
    return live(byId());
  }

  /** Funnels in their first version. */
  static List<LiveFunnel> live(Map<String, JsonNode> byId) {
    return byId.entrySet().stream()
        .map(funnel -> new LiveFunnel(funnel.getKey(), 1, read(funnel.getValue())))
        .toList();
  }

  private static FunnelDefinition read(JsonNode json) {
    return switch (FunnelJson.read(json)) {
      case FunnelJson.Result.Read read -> read.funnel();
      case FunnelJson.Result.Refused refused ->
          throw new IllegalStateException("funnels: " + refused.problems());
    };
  }
}
