package io.polku.contract.funnel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.event.ScalarText;
import io.polku.contract.json.Iso8601;
import io.polku.contract.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Funnel definitions as people send them and get them back. Reading is strict: an unknown field, a
 * value of the wrong type and an option that is not supported are refused, all of them together.
 *
 * <pre>{@code
 * {"name":"Buy","subject":"session","order":"ordered","window":"PT1H",
 *  "steps":[{"name":"Product","match":[{"event":"view_item","path":"/p/*",
 *            "where":[{"property":"category","op":"eq","value":"shoes"}]}]},
 *           {"match":[{"event":"add_to_cart"}]}]}
 * }</pre>
 *
 * <p>Left out, {@code subject} is visitor, {@code window} P7D, a step's name that of its first
 * matcher's event or path, and the funnel's name its steps' names.
 */
public final class FunnelJson {
  private static final int NAME_CHARS_MAX = 200;
  private static final String ORDERED = "ordered";

  /** Options whose meaning is fixed, and which no engine computes yet. */
  private static final Set<String> FUNNEL_OPTIONS_UNSUPPORTED =
      Set.of("exclude", "hold", "unit", "window_per_step");

  private static final Set<String> STEP_OPTIONS_UNSUPPORTED = Set.of("optional");
  private static final Set<String> ORDERS_UNSUPPORTED = Set.of("strict", "any");

  private FunnelJson() {}

  /**
   * One thing that is wrong.
   *
   * @param pointer where, as a JSON pointer into the definition
   * @param message the value and what was expected
   */
  public record Problem(String pointer, String message) {}

  /** What came of reading. */
  public sealed interface Result {
    /** A definition that can be used. */
    record Read(FunnelDefinition funnel) implements Result {}

    /** Everything that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {
      /** Copies the problems. */
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a definition; never throws for what is in it. */
  public static Result read(JsonNode json) {
    var reader = new Reader();
    var funnel = reader.funnel(json);
    return funnel == null ? new Result.Refused(reader.problems) : new Result.Read(funnel);
  }

  /** Writes a definition; {@link #read} gives an equal one back. */
  public static ObjectNode write(FunnelDefinition funnel) {
    var json = Json.mapper().createObjectNode();
    json.put("name", funnel.name());
    json.put("subject", word(funnel.subject()));
    json.put("order", ORDERED);
    json.put("window", Iso8601.text(funnel.window()));
    var steps = json.putArray("steps");
    for (var step : funnel.steps()) {
      var one = steps.addObject().put("name", step.name());
      var match = one.putArray("match");
      step.match().forEach(matcher -> write(matcher, match.addObject()));
    }
    return json;
  }

  private static void write(Matcher matcher, ObjectNode json) {
    if (matcher.event() != null) {
      json.put("event", matcher.event());
    }
    if (matcher.path() != null) {
      json.put("path", matcher.path().toString());
    }
    if (!matcher.where().isEmpty()) {
      var where = json.putArray("where");
      matcher.where().forEach(predicate -> write(predicate, where.addObject()));
    }
  }

  private static void write(Predicate predicate, ObjectNode json) {
    json.put("property", predicate.property());
    json.put("op", word(predicate.op()));
    switch (predicate.op()) {
      case EXISTS -> {}
      case IN, NOT_IN -> predicate.values().forEach(json.withArray("/value")::add);
      case GT, GTE, LT, LTE -> json.put("value", new BigDecimal(predicate.values().getFirst()));
      case EQ, NE, CONTAINS, STARTS_WITH -> json.put("value", predicate.values().getFirst());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Collects problems on the way; a part that has one is null. */
  private static final class Reader {
    private final List<Problem> problems = new ArrayList<>();

    @Nullable FunnelDefinition funnel(JsonNode json) {
      if (!object(json, "", Set.of("name", "subject", "order", "window", "steps"))) {
        return null;
      }
      order(json.get("order"));
      var subject = subject(json.get("subject"));
      var window = window(json.get("window"));
      var steps = steps(json.get("steps"));
      var name = name(json.get("name"), "/name");
      return problems.isEmpty()
          ? built("", () -> new FunnelDefinition(orSteps(name, steps), subject, window, steps))
          : null;
    }

    private static String orSteps(@Nullable String name, List<Step> steps) {
      if (name != null) {
        return name;
      }
      var joined = steps.stream().map(Step::name).collect(Collectors.joining(" → "));
      return joined.length() <= NAME_CHARS_MAX ? joined : joined.substring(0, NAME_CHARS_MAX);
    }

    private void order(@Nullable JsonNode json) {
      if (json == null) {
        return;
      }
      var text = text(json, "/order");
      if (text != null && ORDERS_UNSUPPORTED.contains(text)) {
        refuse("/order", "order: " + text + " (expected: ordered; others are not supported yet)");
      } else if (text != null && !text.equals(ORDERED)) {
        refuse("/order", "order: " + text + " (expected: ordered)");
      }
    }

    private Subject subject(@Nullable JsonNode json) {
      var text = json == null ? word(Subject.VISITOR) : text(json, "/subject");
      for (var subject : Subject.values()) {
        if (word(subject).equals(text)) {
          return subject;
        }
      }
      if (text != null) {
        refuse("/subject", "subject: " + text + " (expected: visitor or session)");
      }
      return Subject.VISITOR;
    }

    private Duration window(@Nullable JsonNode json) {
      var text = json == null ? null : text(json, "/window");
      if (text != null) {
        try {
          var window = Duration.parse(text);
          if (window.isPositive() && window.compareTo(FunnelDefinition.WINDOW_MAX) <= 0) {
            return window;
          }
        } catch (DateTimeParseException e) {
          // Refused below, as a window out of bounds is.
        }
        refuse(
            "/window",
            "window: " + text + " (expected: an ISO 8601 duration above PT0S, at most P90D)");
      }
      return FunnelDefinition.WINDOW_DEFAULT;
    }

    private List<Step> steps(@Nullable JsonNode json) {
      return list(json, "/steps", "steps", FunnelDefinition.STEPS_MIN, FunnelDefinition.STEPS_MAX)
          .map(item -> step(item.json(), item.pointer()))
          .flatMap(Stream::ofNullable)
          .toList();
    }

    private @Nullable Step step(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("name", "match"))) {
        return null;
      }
      var name = name(json.get("name"), pointer + "/name");
      var match =
          list(json.get("match"), pointer + "/match", "match", 1, Step.MATCHERS_MAX)
              .map(item -> matcher(item.json(), item.pointer()))
              .flatMap(Stream::ofNullable)
              .toList();
      return match.isEmpty()
          ? null
          : built(pointer, () -> new Step(orMatcher(name, match.getFirst()), match));
    }

    private static String orMatcher(@Nullable String name, Matcher first) {
      if (name != null) {
        return name;
      }
      if (first.event() != null) {
        return first.event();
      }
      var text =
          first.path() == null ? first.where().getFirst().property() : first.path().toString();
      return text.length() <= NAME_CHARS_MAX ? text : text.substring(0, NAME_CHARS_MAX);
    }

    private @Nullable Matcher matcher(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("event", "path", "where"))) {
        return null;
      }
      var before = problems.size();
      var event = json.has("event") ? text(json.path("event"), pointer + "/event") : null;
      var glob = json.has("path") ? text(json.path("path"), pointer + "/path") : null;
      var path = glob == null ? null : built(pointer + "/path", () -> new PathGlob(glob));
      var where =
          json.has("where")
              ? list(json.get("where"), pointer + "/where", "where", 0, Matcher.WHERE_MAX)
                  .map(item -> predicate(item.json(), item.pointer()))
                  .flatMap(Stream::ofNullable)
                  .toList()
              : List.<Predicate>of();
      return problems.size() == before
          ? built(pointer, () -> new Matcher(event, path, where))
          : null;
    }

    private @Nullable Predicate predicate(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("property", "op", "value"))) {
        return null;
      }
      var before = problems.size();
      var property = required(json, "property", pointer);
      var word = required(json, "op", pointer);
      var op = word == null ? null : op(word, pointer + "/op");
      if (property == null || op == null) {
        return null;
      }
      var values = values(op, json.get("value"), pointer + "/value");
      return problems.size() == before
          ? built(pointer, () -> new Predicate(property, op, values))
          : null;
    }

    private Predicate.@Nullable Op op(String word, String pointer) {
      for (var op : Predicate.Op.values()) {
        if (word(op).equals(word)) {
          return op;
        }
      }
      var words =
          Stream.of(Predicate.Op.values()).map(FunnelJson::word).collect(Collectors.joining(", "));
      refuse(pointer, "op: " + word + " (expected one of: " + words + ")");
      return null;
    }

    private List<String> values(Predicate.Op op, @Nullable JsonNode json, String pointer) {
      return switch (op) {
        case EXISTS -> {
          if (json != null) {
            refuse(pointer, "value: " + brief(json) + " (expected: none, for exists)");
          }
          yield List.of();
        }
        case IN, NOT_IN ->
            list(json, pointer, "value", 1, Predicate.VALUES_MAX)
                .map(item -> scalar(item.json(), item.pointer()))
                .flatMap(Stream::ofNullable)
                .toList();
        case EQ, NE, CONTAINS, STARTS_WITH, GT, GTE, LT, LTE -> {
          var text = scalar(json, pointer);
          yield text == null ? List.of() : List.of(text);
        }
      };
    }

    private @Nullable String scalar(@Nullable JsonNode json, String pointer) {
      if (json == null || !json.isValueNode() || json.isNull()) {
        refuse(pointer, "value: " + brief(json) + " (expected: a text, a number or a boolean)");
        return null;
      }
      return ScalarText.of(json);
    }

    private @Nullable String required(JsonNode json, String field, String pointer) {
      var value = json.get(field);
      if (value == null) {
        refuse(pointer + "/" + field, field + ": none (expected: a text)");
        return null;
      }
      return text(value, pointer + "/" + field);
    }

    private @Nullable String name(@Nullable JsonNode json, String pointer) {
      var text = json == null ? null : text(json, pointer);
      if (text != null && (text.isBlank() || text.length() > NAME_CHARS_MAX)) {
        refuse(pointer, "name: '" + text + "' (expected: 1 to 200 characters)");
        return null;
      }
      return text;
    }

    private @Nullable String text(JsonNode json, String pointer) {
      if (json.isTextual()) {
        return json.textValue();
      }
      refuse(pointer, brief(json) + " (expected: a text)");
      return null;
    }

    private record Item(JsonNode json, String pointer) {}

    private Stream<Item> list(
        @Nullable JsonNode json, String pointer, String what, int min, int max) {
      if (json == null || !json.isArray()) {
        refuse(pointer, what + ": " + brief(json) + " (expected: a list)");
        return Stream.empty();
      }
      if (json.size() < min || json.size() > max) {
        refuse(pointer, what + ": " + json.size() + " (expected: " + min + " to " + max + ")");
        return Stream.empty();
      }
      return IntStream.range(0, json.size())
          .mapToObj(i -> new Item(json.get(i), pointer + "/" + i));
    }

    private boolean object(JsonNode json, String pointer, Set<String> fields) {
      if (!json.isObject()) {
        refuse(pointer, brief(json) + " (expected: an object)");
        return false;
      }
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (!fields.contains(field.getKey())) {
          unknown(field.getKey(), pointer, fields);
        }
      }
      return true;
    }

    private void unknown(String field, String pointer, Set<String> fields) {
      var escaped = field.replace("~", "~0").replace("/", "~1");
      var options = pointer.isEmpty() ? FUNNEL_OPTIONS_UNSUPPORTED : STEP_OPTIONS_UNSUPPORTED;
      var stepOrFunnel = pointer.isEmpty() || fields.contains("match");
      refuse(
          pointer + "/" + escaped,
          stepOrFunnel && options.contains(field)
              ? field + " (expected: left out; it is not supported yet)"
              : "field: "
                  + field
                  + " (expected one of: "
                  + fields.stream().sorted().collect(Collectors.joining(", "))
                  + ")");
    }

    private interface Building<T> {
      T build();
    }

    private <T> @Nullable T built(String pointer, Building<T> building) {
      try {
        return building.build();
      } catch (IllegalArgumentException e) {
        refuse(pointer, String.valueOf(e.getMessage()));
        return null;
      }
    }

    private void refuse(String pointer, String message) {
      problems.add(new Problem(pointer, message));
    }

    private static String brief(@Nullable JsonNode json) {
      if (json == null) {
        return "none";
      }
      var text = json.toString();
      return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
  }
}
