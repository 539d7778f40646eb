package io.polku.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.polku.contract.event.Element;
import io.polku.contract.event.Event;
import io.polku.contract.funnel.Exclusion;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Hold;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Order;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.Unit;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.funnel.Window;
import io.polku.contract.json.Json;
import io.polku.testkit.event.EventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One of the vectors of {@code contract}, which every engine must answer alike. All events are of
 * visitor {@code v} on site {@code shop}, near noon UTC of one day, so that no vector depends on a
 * time zone east or west of it by less than eleven hours.
 *
 * <p>Every list of what is expected has one entry a fact, in order of session, entry day and value;
 * it is empty where the vector says nothing of it.
 *
 * @param id such as {@code V1}
 * @param funnel the funnel
 * @param events in the order in which they happened; {@code seq} is that order
 * @param delivery the same events in the order in which they are delivered
 * @param levels level of each fact
 * @param chainSeconds time from first to last step of each reported chain
 * @param firstEntryToLastSeconds time from the first entry to the chain's end
 * @param values what each fact holds
 * @param unexcludedLevels level of each fact if there were no exclusions
 * @param stepSeconds time of each step, -1 for an optional one that was not entered
 * @param deadlineSeconds time of each deadline
 * @param wayOuts what followed each chain
 */
public record FunnelVector(
    String id,
    FunnelDefinition funnel,
    List<Event> events,
    List<Event> delivery,
    List<Integer> levels,
    List<Long> chainSeconds,
    List<Long> firstEntryToLastSeconds,
    List<String> values,
    List<Integer> unexcludedLevels,
    List<List<Long>> stepSeconds,
    List<Long> deadlineSeconds,
    List<WayOut> wayOuts) {
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
    values = List.copyOf(values);
    unexcludedLevels = List.copyOf(unexcludedLevels);
    stepSeconds = List.copyOf(stepSeconds);
    deadlineSeconds = List.copyOf(deadlineSeconds);
    wayOuts = List.copyOf(wayOuts);
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
      return list(Json.mapper().readTree(in), FunnelVector::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FunnelVector read(JsonNode node) {
    var events = new ArrayList<Event>();
    for (var event : node.get("events")) {
      events.add(event(event, events.size()));
    }
    var delivery = list(node.path("delivery"), index -> events.get(index.asInt()));
    return new FunnelVector(
        node.get("id").asText(),
        funnel(node.get("id").asText(), node.get("funnel")),
        events,
        delivery.isEmpty() ? events : delivery,
        list(node.get("levels"), JsonNode::asInt),
        list(node.path("chain_seconds"), JsonNode::asLong),
        list(node.path("first_entry_to_last_seconds"), JsonNode::asLong),
        list(node.path("values"), JsonNode::asText),
        list(node.path("unexcluded_levels"), JsonNode::asInt),
        list(node.path("step_seconds"), times -> list(times, JsonNode::asLong)),
        list(node.path("deadline_seconds"), JsonNode::asLong),
        list(node.path("way_outs"), FunnelVector::wayOut));
  }

  /** Name, second, and if need be more: items, path, text of a clicked element, properties. */
  private static Event event(JsonNode node, int seq) {
    var event =
        EventBuilder.event(node.get(0).asText())
            .at(START_MILLIS + Math.round(node.get(1).asDouble() * 1000))
            .seq(seq);
    var more = node.path(2);
    more.path("items").forEach(item -> event.item(Map.of("item_id", item.asText())));
    more.path("props")
        .properties()
        .forEach(prop -> event.prop(prop.getKey(), prop.getValue().asText()));
    if (more.has("path")) {
      event.url("https://shop.example" + more.path("path").asText());
    }
    if (more.has("text")) {
      event.element(new Element("a", "", more.path("text").asText(), "", "", ""));
    }
    return event.build();
  }

  private static FunnelDefinition funnel(String name, JsonNode node) {
    var perStep = node.has("window_per_step_seconds");
    var seconds = node.path(perStep ? "window_per_step_seconds" : "window_seconds").asLong();
    return new FunnelDefinition(
        name,
        Subject.valueOf(word(node, "subject", "visitor")),
        Order.valueOf(word(node, "order", "ordered")),
        new Window(Duration.ofSeconds(seconds), perStep),
        list(node.get("steps"), step -> step(step.asText())),
        list(
            node.path("exclude"),
            one ->
                new Exclusion(match(one.get(0).asText()), one.get(1).asInt(), one.get(2).asInt())),
        node.has("hold") ? Hold.ofText(node.path("hold").asText()) : null,
        Unit.valueOf(word(node, "unit", "subject")));
  }

  /** A name; with a question mark an optional step. */
  private static Step step(String text) {
    var optional = text.endsWith("?");
    var name = optional ? text.substring(0, text.length() - 1) : text;
    return new Step(name, match(name), optional);
  }

  private static List<Matcher> match(String name) {
    return List.of(new Matcher(name, null, List.of()));
  }

  private static WayOut wayOut(JsonNode node) {
    return Json.mapper().convertValue(node, WayOut.class);
  }

  private static String word(JsonNode node, String field, String orElse) {
    return node.path(field).asText(orElse).toUpperCase(Locale.ROOT);
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> item) {
    var list = new ArrayList<T>();
    array.forEach(node -> list.add(item.apply(node)));
    return list;
  }
}
