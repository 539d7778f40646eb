package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.definition.Definition;
import io.polku.contract.definition.Definition.Segment;
import io.polku.contract.funnel.Predicate.Op;
import io.polku.contract.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterJsonTest {
  private static final String ALL =
      """
      [{"by":"device","op":"eq","value":"mobile"},{"by":"prop:plan","op":"in","value":["a","b"]},
       {"by":"item.price","op":"gte","value":10.5},{"by":"landing_page","op":"starts_with","value":"/p"},
       {"by":"visitor_type","op":"ne","value":"new"},{"by":"web_vital","op":"exists"}]
      """;

  @Test
  void whatIsWrittenIsReadBack() throws JsonProcessingException {
    var filter = read(ALL);
    assertThat(filter.conditions()).hasSize(6);
    assertThat(filter.conditions().get(2).by().scope()).isEqualTo(Attribute.Scope.ITEM);
    assertThat(FilterJson.write(filter)).isEqualTo(Json.mapper().readTree(ALL));
    assertThat(read(FilterJson.write(filter).toString())).isEqualTo(filter);
  }

  @Test
  void aSegmentKeepsItsFilterInTheTopic() throws JsonProcessingException {
    var segment = new Segment("shop", "s", "S", read(ALL), Instant.parse("2026-01-01T00:00:00Z"));
    var json = Json.mapper().writerFor(Definition.class).writeValueAsString(segment);
    assertThat(Json.mapper().readValue(json, Definition.class)).isEqualTo(segment);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|''",
        "[1]|/0",
        "[{}]|/0/by",
        "[{\"by\":\"devise\",\"op\":\"exists\"}]|/0/by",
        "[{\"by\":\"prop:\",\"op\":\"exists\"}]|/0/by",
        "[{\"by\":\"device\",\"op\":\"is\"}]|/0/op",
        "[{\"by\":\"device\",\"op\":\"eq\"}]|/0/value",
        "[{\"by\":\"device\",\"op\":\"in\",\"value\":[]}]|/0/value",
        "[{\"by\":\"device\",\"op\":\"in\",\"value\":[{}]}]|/0/value/0",
        "[{\"by\":\"device\",\"op\":\"gt\",\"value\":\"many\"}]|/0/value",
        "[{\"by\":\"device\",\"op\":\"contains\",\"value\":\"\"}]|/0/value",
        "[{\"by\":\"device\",\"op\":\"exists\",\"values\":1}]|/0/values",
      })
  void faultsAreNamedWhereTheyAre(String json, String pointer) throws JsonProcessingException {
    var result = FilterJson.read(Json.mapper().readTree(json));
    assertThat(result).isInstanceOf(FilterJson.Result.Refused.class);
    assertThat(((FilterJson.Result.Refused) result).problems().getFirst().pointer())
        .isEqualTo(pointer);
  }

  @Test
  void aFilterHasAtMostTwentyConditions() throws JsonProcessingException {
    var one = "{\"by\":\"device\",\"op\":\"exists\"}";
    var result =
        FilterJson.read(
            Json.mapper().readTree("[" + one + ("," + one).repeat(Filter.CONDITIONS_MAX) + "]"));
    assertThat(((FilterJson.Result.Refused) result).problems().getFirst().message())
        .contains("21", "0 to 20");
  }

  @Test
  void whatIsNotKnownIsTheEmptyText() {
    assertThat(holds(Op.EQ, "")).isTrue();
    assertThat(holds(Op.NE, "a")).isTrue();
    assertThat(holds(Op.EXISTS)).isFalse();
    assertThat(holds(Op.LT, "1")).isFalse();
    var twoItems = List.of("a", "b");
    assertThat(condition(Op.EQ, "a").holds(twoItems)).isTrue();
    assertThat(condition(Op.NE, "a").holds(twoItems)).isFalse();
    assertThat(condition(Op.NOT_IN, "c").holds(twoItems)).isTrue();
  }

  private static boolean holds(Op op, String... values) {
    return condition(op, values).holds(List.of());
  }

  private static Condition condition(Op op, String... values) {
    return new Condition(Attribute.ofText("item.item_id"), op, List.of(values));
  }

  private static Filter read(String json) throws JsonProcessingException {
    return ((FilterJson.Result.Read) FilterJson.read(Json.mapper().readTree(json))).filter();
  }
}
