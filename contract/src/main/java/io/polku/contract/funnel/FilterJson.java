package io.polku.contract.funnel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Filters as people send them and get them back: {@code
 * [{"by":"device","op":"eq","value":"mobile"},{"by":"prop:plan","op":"in","value":["a","b"]}]}.
 * Reading is strict and tells all faults together.
 */
public final class FilterJson {
  private FilterJson() {}

  /** What came of reading. */
  public sealed interface Result {
    /** A filter that can be used. */
    record Read(Filter filter) implements Result {}

    /** Everything that is wrong; never empty. */
    record Refused(List<Problem> problems) implements Result {
      /** Copies the problems. */
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a filter; never throws for what is in it. */
  public static Result read(JsonNode json) {
    var reader = new Reader();
    var conditions =
        reader
            .list(json, "", "filter", 0, Filter.CONDITIONS_MAX)
            .map(item -> reader.condition(item.json(), item.pointer()))
            .flatMap(Stream::ofNullable)
            .toList();
    return reader.problems().isEmpty()
        ? new Result.Read(new Filter(conditions))
        : new Result.Refused(reader.problems());
  }

  /** Writes a filter; {@link #read} gives an equal one back. */
  public static ArrayNode write(Filter filter) {
    var json = Json.mapper().createArrayNode();
    for (var condition : filter.conditions()) {
      var one = json.addObject().put("by", condition.by().text());
      FunnelJson.writeTest(new Predicate("value", condition.op(), condition.values()), one);
    }
    return json;
  }

  private static final class Reader extends PredicateParts {
    @Nullable Condition condition(JsonNode json, String pointer) {
      if (!object(json, pointer, Set.of("by", "op", "value"))) {
        return null;
      }
      var before = problems().size();
      var by = required(json, "by", pointer);
      var attribute = by == null ? null : built(pointer + "/by", () -> Attribute.ofText(by));
      var word = required(json, "op", pointer);
      var op = word == null ? null : op(word, pointer + "/op");
      if (attribute == null || op == null) {
        return null;
      }
      var values = values(op, json.get("value"), pointer + "/value");
      return problems().size() == before
          ? built(pointer + "/value", () -> new Condition(attribute, op, values))
          : null;
    }
  }
}
