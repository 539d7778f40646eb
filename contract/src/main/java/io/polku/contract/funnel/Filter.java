package io.polku.contract.funnel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Conditions that all hold. Of a funnel they are asked of the event that enters, of the chain that
 * counts: the chain is chosen first, and nobody is seen at another chain because of a filter.
 *
 * @param conditions at most {@link #CONDITIONS_MAX}; none is no filter
 */
public record Filter(List<Condition> conditions) {
  /** Most conditions of a filter; of one with a segment twice as many. */
  public static final int CONDITIONS_MAX = 20;

  /** No filter. */
  public static final Filter NONE = new Filter(List.of());

  /** Copies the conditions. */
  public Filter {
    conditions = List.copyOf(conditions);
    if (conditions.size() > 2 * CONDITIONS_MAX) {
      throw new IllegalArgumentException(
          "filter: " + conditions.size() + " conditions (expected: at most 20)");
    }
  }

  /** Whether it keeps everything. */
  public boolean isNone() {
    return conditions.isEmpty();
  }

  /** Both hold; a condition that is in both counts once. */
  public Filter and(Filter other) {
    return new Filter(
        Stream.concat(conditions.stream(), other.conditions.stream())
            .distinct()
            .collect(Collectors.toList()));
  }

  /** As people write it; see {@link FilterJson}. */
  @JsonValue
  JsonNode json() {
    return FilterJson.write(this);
  }

  /** Of a stored definition. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Filter stored(JsonNode json) {
    return switch (FilterJson.read(json)) {
      case FilterJson.Result.Read(var filter) -> filter;
      case FilterJson.Result.Refused(var problems) ->
          throw new IllegalArgumentException("filter: " + problems);
    };
  }
}
