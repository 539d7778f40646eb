package io.polku.contract.funnel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.json.Iso8601;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts;
import io.polku.contract.json.JsonParts.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Funnel definitions as people send them and get them back. Reading is strict: an unknown field, a
 * value of the wrong type are refused, all of them together; then options that do not go together.
 *
 * <pre>{@code
 * {"name":"Buy","subject":"session","order":"ordered","window":"PT1H",
 *  "steps":[{"name":"Product","match":[{"event":"view_item","path":"/p/*",
 *            "where":[{"property":"category","op":"eq","value":"shoes"}]}]},
 *           {"match":[{"event":"view_cart"}],"optional":true},
 *           {"match":[{"event":"purchase"}]}],
 *  "exclude":[{"match":[{"event":"refund"}],"from":1,"to":3}],"hold":"item_id","unit":"item"}
 * }</pre>
 *
 * <p>Left out, {@code subject} is visitor, {@code order} ordered, {@code window} P7D (unless {@code
 * window_per_step} is there in its place), a step's name that of its first matcher's event or path,
 * the funnel's name its steps' names, and there is no {@code hold} (which is also what null means)
 * and nothing to {@code exclude}; {@code unit} is subject.
 */
public final class FunnelJson {
  private static final int NAME_CHARS_MAX = 200;
  private static final Set<String> FUNNEL_FIELDS =
      Set.of(
          "name",
          "subject",
          "order",
          "window",
          "window_per_step",
          "steps",
          "exclude",
          "hold",
          "unit");

  private FunnelJson() {}

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
    return funnel == null ? new Result.Refused(reader.problems()) : new Result.Read(funnel);
  }

  /** Writes a definition; {@link #read} gives an equal one back. */
  public static ObjectNode write(FunnelDefinition funnel) {
    var json = Json.mapper().createObjectNode();
    json.put("name", funnel.name());
    json.put("subject", JsonParts.word(funnel.subject()));
    json.put("order", JsonParts.word(funnel.order()));
    json.put(
        funnel.window().perStep() ? "window_per_step" : "window",
        Iso8601.text(funnel.window().length()));
    var steps = json.putArray("steps");
    for (var step : funnel.steps()) {
      var one = steps.addObject().put("name", step.name());
      write(step.match(), one);
      if (step.optional()) {
        one.put("optional", true);
      }
    }
    for (var exclusion : funnel.exclude()) {
      var one = json.withArray("/exclude").addObject();
      write(exclusion.match(), one);
      one.put("from", exclusion.from()).put("to", exclusion.to());
    }
    if (funnel.hold() != null) {
      json.put("hold", funnel.hold().text());
    }
    if (funnel.unit() != Unit.SUBJECT) {
      json.put("unit", JsonParts.word(funnel.unit()));
    }
    return json;
  }

  private static void write(List<Matcher> matchers, ObjectNode json) {
    var match = json.putArray("match");
    matchers.forEach(matcher -> write(matcher, match.addObject()));
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
    writeTest(predicate, json);
  }

  /** How a value is compared, and with what. */
  static void writeTest(Predicate predicate, ObjectNode json) {
    json.put("op", JsonParts.word(predicate.op()));
    switch (predicate.op()) {
      case EXISTS -> {}
      case IN, NOT_IN -> predicate.values().forEach(json.withArray("/value")::add);
      case GT, GTE, LT, LTE -> json.put("value", new BigDecimal(predicate.values().getFirst()));
      case EQ, NE, CONTAINS, STARTS_WITH -> json.put("value", predicate.values().getFirst());
    }
  }

  private static final class Reader extends PredicateParts {
    @Nullable FunnelDefinition funnel(JsonNode json) {
      if (!object(json, "", FUNNEL_FIELDS)) {
        return null;
      }
      var order = choice(json.get("order"), "/order", Order.ORDERED);
      var subject = choice(json.get("subject"), "/subject", Subject.VISITOR);
      var window = window(json.get("window"), json.get("window_per_step"));
      var steps = steps(json.get("steps"));
      var exclude = exclude(json.get("exclude"));
      var hold = hold(json.get("hold"));
      var unit = choice(json.get("unit"), "/unit", Unit.SUBJECT);
      var name = name(json.get("name"), "/name");
      if (problems().isEmpty()) {
        refuseAll(FunnelRules.problems(order, window, steps, exclude, hold, unit));
      }
      return problems().isEmpty()
          ? built(
              "",
              () ->
                  new FunnelDefinition(
                      orSteps(name, steps), subject, order, window, steps, exclude, hold, unit))
          : null;
    }

    private static String orSteps(@Nullable String name, List<Step> steps) {
      if (name != null) {
        return name;
      }
      var joined = steps.stream().map(Step::name).collect(Collectors.joining(" → "));
      return joined.length() <= NAME_CHARS_MAX ? joined : joined.substring(0, NAME_CHARS_MAX);
    }

    /** One of the words of an enum; where there is none, what is said to be the default. */
    private <T extends Enum<T>> T choice(@Nullable JsonNode json, String pointer, T orElse) {
      var text = json == null ? word(orElse) : text(json, pointer);
      var choices = orElse.getDeclaringClass().getEnumConstants();
      for (var one : choices) {
        if (word(one).equals(text)) {
          return one;
        }
      }
      if (text != null) {
        var words = Stream.of(choices).map(JsonParts::word).collect(Collectors.joining(", "));
        refuse(pointer, pointer.substring(1) + ": " + text + " (expected one of: " + words + ")");
      }
      return orElse;
    }

    private Window window(@Nullable JsonNode whole, @Nullable JsonNode perStep) {
      if (whole != null && perStep != null) {
        refuse("/window_per_step", "window_per_step (expected: left out, or window left out)");
      }
      if (perStep != null) {
        return Window.eachStep(duration(perStep, "window_per_step"));
      }
      return Window.whole(
          whole == null ? FunnelDefinition.WINDOW_DEFAULT : duration(whole, "window"));
    }

    private Duration duration(JsonNode json, String field) {
      var text = text(json, "/" + field);
      if (text != null) {
        try {
          var duration = Duration.parse(text);
          if (duration.isPositive() && duration.compareTo(FunnelDefinition.WINDOW_MAX) <= 0) {
            return duration;
          }
        } catch (DateTimeParseException e) {
          // Refused below, as a window out of bounds is.
        }
        refuse(
            "/" + field,
            field + ": " + text + " (expected: an ISO 8601 duration above PT0S, at most P90D)");
      }
      return FunnelDefinition.WINDOW_DEFAULT;
    }

    private @Nullable Hold hold(@Nullable JsonNode json) {
      var text = json == null || json.isNull() ? null : text(json, "/hold");
      return text == null ? null : built("/hold", () -> Hold.ofText(text));
    }

    private List<Exclusion> exclude(@Nullable JsonNode json) {
      return json == null
          ? List.of()
          : list(json, "/exclude", "exclude", 0, FunnelDefinition.EXCLUSIONS_MAX)
              .map(item -> exclusion(item.json(), item.pointer()))
              .flatMap(Stream::ofNullable)
              .toList();
    }

    private @Nullable Exclusion exclusion(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("match", "from", "to"))) {
        return null;
      }
      var match = match(json.get("match"), pointer + "/match");
      var from = stepNumber(json.get("from"), pointer + "/from");
      var to = stepNumber(json.get("to"), pointer + "/to");
      if (from == 0 || to == 0 || match.isEmpty()) {
        return null;
      }
      return built(pointer, () -> new Exclusion(match, from, to));
    }

    /** From 1; 0 where there is none. */
    private int stepNumber(@Nullable JsonNode json, String pointer) {
      if (json != null
          && json.isIntegralNumber()
          && json.canConvertToInt()
          && json.intValue() > 0) {
        return json.intValue();
      }
      refuse(
          pointer,
          pointer.substring(pointer.lastIndexOf('/') + 1)
              + ": "
              + brief(json)
              + " (expected: the number of a step, from 1)");
      return 0;
    }

    private List<Step> steps(@Nullable JsonNode json) {
      return list(json, "/steps", "steps", FunnelDefinition.STEPS_MIN, FunnelDefinition.STEPS_MAX)
          .map(item -> step(item.json(), item.pointer()))
          .flatMap(Stream::ofNullable)
          .toList();
    }

    private @Nullable Step step(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("name", "match", "optional"))) {
        return null;
      }
      var name = name(json.get("name"), pointer + "/name");
      var match = match(json.get("match"), pointer + "/match");
      var optional = optional(json.get("optional"), pointer + "/optional");
      return match.isEmpty()
          ? null
          : built(pointer, () -> new Step(orMatcher(name, match.getFirst()), match, optional));
    }

    private boolean optional(@Nullable JsonNode json, String pointer) {
      if (json != null && !json.isBoolean()) {
        refuse(pointer, "optional: " + brief(json) + " (expected: true or false)");
      }
      return json != null && json.booleanValue();
    }

    private List<Matcher> match(@Nullable JsonNode json, String pointer) {
      return list(json, pointer, "match", 1, Step.MATCHERS_MAX)
          .map(item -> matcher(item.json(), item.pointer()))
          .flatMap(Stream::ofNullable)
          .toList();
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
      var before = problems().size();
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
      return problems().size() == before
          ? built(pointer, () -> new Matcher(event, path, where))
          : null;
    }

    private @Nullable Predicate predicate(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("property", "op", "value"))) {
        return null;
      }
      var before = problems().size();
      var property = required(json, "property", pointer);
      var word = required(json, "op", pointer);
      var op = word == null ? null : op(word, pointer + "/op");
      if (property == null || op == null) {
        return null;
      }
      var values = values(op, json.get("value"), pointer + "/value");
      return problems().size() == before
          ? built(pointer, () -> new Predicate(property, op, values))
          : null;
    }
  }
}
