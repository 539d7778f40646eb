package io.polku.contract.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polku.contract.Names;
import io.polku.contract.alert.AlertRule.Channel;
import io.polku.contract.alert.AlertRule.Condition;
import io.polku.contract.alert.AlertRule.Is;
import io.polku.contract.alert.AlertRule.Kind;
import io.polku.contract.alert.AlertRule.Metric;
import io.polku.contract.alert.AlertRule.Period;
import io.polku.contract.digest.HookUrl;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts;
import io.polku.contract.json.JsonParts.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Alert rules as people send them and get them back: {@code {"name":"Checkout falls",
 * "metric":{"of":"funnel","id":"buy","step":3},"when":{"is":"fell","value":0.2},"period":"day",
 * "channels":[{"kind":"slack","url":"https://hooks.example/polku"}]}}. Reading is strict and tells
 * all faults together; writing names the defaults too.
 */
public final class AlertJson {
  private static final Set<String> FIELDS =
      Set.of("name", "metric", "when", "period", "complete", "minimum", "quiet", "channels");

  private AlertJson() {}

  /** What came of reading. */
  public sealed interface Result {
    /** A rule that can be used. */
    record Read(AlertRule rule) implements Result {}

    /** Everything that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {
      /** Copies the problems. */
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a rule; never throws for what is in it. */
  public static Result read(JsonNode json) {
    var reader = new Reader();
    var rule = reader.rule(json);
    return rule == null || !reader.problems().isEmpty()
        ? new Result.Refused(reader.problems())
        : new Result.Read(rule);
  }

  /** Writes a rule; {@link #read} gives an equal one back. */
  public static ObjectNode write(AlertRule rule) {
    return write(rule, true);
  }

  /** The same for those who may not know where messages go: of addresses the host alone. */
  public static ObjectNode masked(AlertRule rule) {
    return write(rule, false);
  }

  private static ObjectNode write(AlertRule rule, boolean addresses) {
    var json = Json.mapper().createObjectNode().put("name", rule.name());
    json.set("metric", metric(rule.metric()));
    var when = json.putObject("when").put("is", JsonParts.word(rule.when().is()));
    if (rule.when().value() != null) {
      when.put("value", rule.when().value());
    }
    if (rule.period() != null) {
      json.put("period", JsonParts.word(rule.period()));
      json.put("complete", rule.complete());
      json.put("minimum", rule.minimum());
    }
    json.put("quiet", rule.quiet().toString());
    var channels = json.putArray("channels");
    for (var channel : rule.channels()) {
      var url = channel.url();
      channels
          .addObject()
          .put("kind", JsonParts.word(channel.kind()))
          .put("url", addresses ? url.toString() : url.getScheme() + "://" + url.getHost() + "/…");
    }
    return json;
  }

  /** The figure that a rule is about. */
  public static ObjectNode metric(Metric metric) {
    var json = Json.mapper().createObjectNode();
    switch (metric) {
      case Metric.FunnelRate(var funnel, var step) -> {
        json.put("of", "funnel").put("id", funnel);
        if (step != null) {
          json.put("step", step);
        }
      }
      case Metric.LinkShare(var link) -> json.put("of", "link").put("id", link);
      case Metric.Loss() -> json.put("of", "loss");
      case Metric.Lag() -> json.put("of", "lag");
    }
    return json;
  }

  private static final class Reader extends JsonParts {
    @Nullable AlertRule rule(JsonNode json) {
      if (!object(json, "", FIELDS)) {
        return null;
      }
      if (!json.has("name")) {
        refuse("/name", "name: none (expected: 1 to 200 characters)");
      }
      var name = name(json.get("name"), "/name");
      var metric = metric(json.path("metric"));
      var when = when(json.path("when"));
      var period = json.has("period") ? word(json, "period", "", Period.class) : null;
      var complete = flag(json.get("complete"));
      var minimum = number(json.get("minimum"), "/minimum", AlertRule.MINIMUM_DEFAULT);
      var quiet = quiet(json.get("quiet"));
      var channels =
          list(json.get("channels"), "/channels", "channels", 1, AlertRule.CHANNELS_MAX)
              .map(item -> channel(item.json(), item.pointer()))
              .flatMap(Stream::ofNullable)
              .toList();
      return name == null
              || metric == null
              || when == null
              || minimum == null
              || quiet == null
              || !problems().isEmpty()
          ? null
          : built(
              "",
              () -> new AlertRule(name, metric, when, period, complete, minimum, quiet, channels));
    }

    private @Nullable Metric metric(JsonNode json) {
      if (!object(json, "/metric", Set.of("of", "id", "step"))) {
        return null;
      }
      var of = required(json, "of", "/metric");
      if (of == null) {
        return null;
      }
      if (!of.equals("funnel") && json.has("step")) {
        refuse("/metric/step", "step: " + brief(json.get("step")) + " (expected: none)");
      }
      return switch (of) {
        case "funnel" -> {
          var id = id(json);
          var step = json.has("step") ? number(json.get("step"), "/metric/step", 0) : null;
          yield id == null ? null : built("/metric/step", () -> new Metric.FunnelRate(id, step));
        }
        case "link" -> {
          var id = id(json);
          yield id == null ? null : new Metric.LinkShare(id);
        }
        case "loss", "lag" -> {
          if (json.has("id")) {
            refuse("/metric/id", "id: " + brief(json.get("id")) + " (expected: none)");
          }
          yield of.equals("loss") ? new Metric.Loss() : new Metric.Lag();
        }
        default -> {
          refuse("/metric/of", "of: " + of + " (expected: funnel, link, loss or lag)");
          yield null;
        }
      };
    }

    private @Nullable String id(JsonNode json) {
      var id = required(json, "id", "/metric");
      if (id != null && !Names.isFunnelId(id)) {
        refuse(
            "/metric/id", "id: " + brief(json.get("id")) + " (expected: 1 to 60 of a-z 0-9 _ -)");
        return null;
      }
      return id;
    }

    private @Nullable Condition when(JsonNode json) {
      if (!object(json, "/when", Set.of("is", "value"))) {
        return null;
      }
      var is = word(json, "is", "/when", Is.class);
      var value = json.get("value");
      if (value != null && !value.isNumber()) {
        refuse("/when/value", "value: " + brief(value) + " (expected: a number, such as 0.2)");
        return null;
      }
      return is == null
          ? null
          : built(
              "/when/value", () -> new Condition(is, value == null ? null : value.doubleValue()));
    }

    private @Nullable Channel channel(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("kind", "url"))) {
        return null;
      }
      var kind = word(json, "kind", pointer, Kind.class);
      var address = required(json, "url", pointer);
      if (address != null && address.length() > HookUrl.CHARS_MAX) {
        refuse(
            pointer + "/url", "url: " + address.length() + " characters (expected: at most 2000)");
        return null;
      }
      return kind == null || address == null
          ? null
          : built(pointer + "/url", () -> new Channel(kind, URI.create(address)));
    }

    private <E extends Enum<E>> @Nullable E word(
        JsonNode json, String field, String pointer, Class<E> type) {
      var text = required(json, field, pointer);
      if (text == null) {
        return null;
      }
      for (var each : type.getEnumConstants()) {
        if (word(each).equals(text)) {
          return each;
        }
      }
      var known =
          Arrays.stream(type.getEnumConstants())
              .map(JsonParts::word)
              .collect(Collectors.joining(", "));
      refuse(pointer + "/" + field, field + ": " + text + " (expected one of: " + known + ")");
      return null;
    }

    private boolean flag(@Nullable JsonNode json) {
      if (json != null && !json.isBoolean()) {
        refuse("/complete", "complete: " + brief(json) + " (expected: true or false)");
      }
      return json == null || json.asBoolean(true);
    }

    private @Nullable Integer number(@Nullable JsonNode json, String pointer, int missing) {
      if (json == null) {
        return missing;
      }
      if (!json.isInt()) {
        refuse(
            pointer,
            pointer.substring(pointer.lastIndexOf('/') + 1)
                + ": "
                + brief(json)
                + " (expected: a whole number)");
        return null;
      }
      return json.intValue();
    }

    private @Nullable Duration quiet(@Nullable JsonNode json) {
      if (json == null) {
        return AlertRule.QUIET_DEFAULT;
      }
      try {
        return Duration.parse(json.isTextual() ? json.textValue() : "");
      } catch (DateTimeParseException e) {
        refuse("/quiet", "quiet: " + brief(json) + " (expected: PT10M to P30D)");
        return null;
      }
    }
  }
}
