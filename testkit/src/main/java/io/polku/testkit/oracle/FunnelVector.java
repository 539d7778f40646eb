package io.polku.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.json.Json;
import io.polku.testkit.event.EventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the vectors of {@code contract}, which every engine must answer alike. All events are of
 * visitor {@code v} on site {@code shop}, near noon UTC of one day, so that no vector depends on a
 * time zone east or west of it by less than eleven hours.
 *
 * @param id such as {@code V1}
 * @param funnel the funnel
 * @param events in the order in which they happened; {@code seq} is that order
 * @param delivery the same events in the order in which they are delivered
 * @param levels level of each fact, in order of subject and entry day
 * @param chainSeconds time from first to last step of each reported chain, or empty where the
 *     vector says nothing of it
 * @param firstEntryToLastSeconds time from the first entry to the chain's end, or empty likewise
 */
public record FunnelVector(
    String id,
    FunnelDefinition funnel,
    List<Event> events,
    List<Event> delivery,
    List<Integer> levels,
    List<Long> chainSeconds,
    List<Long> firstEntryToLastSeconds) {
  private static final String RESOURCE = "funnel-vectors.json";

  /** Time of second 0: noon of 2025-06-11, UTC. */
  public static final long START_MILLIS = 1_749_643_200_000L;

  /** Copies the lists. */
  public FunnelVector {
    events = List.copyOf(events);
    delivery = List.copyOf(delivery);
    levels = List.copyOf(levels);
    chainSeconds = List.copyOf(chainSeconds);
    firstEntryToLastSeconds = List.copyOf(firstEntryToLastSeconds);
  }

  @Override
  public String toString() {
    return id;
  }

  /** All vectors. */
  public static List<FunnelVector> all() {
    try (var in = FunnelDefinition.class.getResourceAsStream("/io/polku/contract/" + RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + RESOURCE);
      }
      var vectors = new ArrayList<FunnelVector>();
      Json.mapper().readTree(in).forEach(node -> vectors.add(read(node)));
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FunnelVector read(JsonNode node) {
    var events = new ArrayList<Event>();
    for (var event : node.get("events")) {
      events.add(
          EventBuilder.event(event.get(0).asText())
              .at(START_MILLIS + Math.round(event.get(1).asDouble() * 1000))
              .seq(events.size())
              .build());
    }
    var delivery = new ArrayList<Event>();
    node.path("delivery").forEach(index -> delivery.add(events.get(index.asInt())));
    var levels = new ArrayList<Integer>();
    node.get("levels").forEach(level -> levels.add(level.asInt()));
    return new FunnelVector(
        node.get("id").asText(),
        funnel(node.get("id").asText(), node.get("funnel")),
        events,
        delivery.isEmpty() ? events : delivery,
        levels,
        longs(node.path("chain_seconds")),
        longs(node.path("first_entry_to_last_seconds")));
  }

  private static FunnelDefinition funnel(String name, JsonNode node) {
    var steps = new ArrayList<Step>();
    for (var step : node.get("steps")) {
      steps.add(new Step(step.asText(), List.of(new Matcher(step.asText(), null, List.of()))));
    }
    return new FunnelDefinition(
        name,
        Subject.valueOf(node.get("subject").asText().toUpperCase(Locale.ROOT)),
        Duration.ofSeconds(node.get("window_seconds").asLong()),
        steps);
  }

  private static List<Long> longs(JsonNode array) {
    var longs = new ArrayList<Long>();
    array.forEach(number -> longs.add(number.asLong()));
    return longs;
  }
}
