package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.funnel.FunnelJson.Problem;
import io.polku.contract.funnel.FunnelJson.Result;
import io.polku.contract.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunnelJsonTest {
  private static final String STEPS =
      "\"steps\":[{\"match\":[{\"event\":\"a\"}]},{\"match\":[{\"event\":\"b\"}]}]";

  @Test
  void readsEveryPart() {
    var funnel =
        read(
            """
            {"name":"Buy","subject":"session","order":"ordered","window":"PT1H",
             "steps":[{"name":"Product","match":[{"event":"view_item","path":"/p/*",
                        "where":[{"property":"category","op":"eq","value":"shoes"},
                                 {"property":"item.price","op":"gte","value":10.50},
                                 {"property":"dimension.country","op":"in","value":["FI","SE"]},
                                 {"property":"sale","op":"eq","value":true},
                                 {"property":"coupon","op":"exists"}]}]},
                      {"match":[{"event":"add_to_cart"},{"path":"/cart"}]}]}
            """);
    assertThat(funnel)
        .isEqualTo(
            new FunnelDefinition(
                "Buy",
                Subject.SESSION,
                Duration.ofHours(1),
                List.of(
                    new Step(
                        "Product",
                        List.of(
                            new Matcher(
                                "view_item",
                                new PathGlob("/p/*"),
                                List.of(
                                    new Predicate("category", Predicate.Op.EQ, List.of("shoes")),
                                    new Predicate("item.price", Predicate.Op.GTE, List.of("10.5")),
                                    new Predicate(
                                        "dimension.country", Predicate.Op.IN, List.of("FI", "SE")),
                                    new Predicate("sale", Predicate.Op.EQ, List.of("true")),
                                    new Predicate("coupon", Predicate.Op.EXISTS, List.of()))))),
                    new Step(
                        "add_to_cart",
                        List.of(
                            new Matcher("add_to_cart", null, List.of()),
                            new Matcher(null, new PathGlob("/cart"), List.of()))))));
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    var funnel =
        read(
            """
            {"name":"Buy","window":"P7D",
             "steps":[{"match":[{"where":[{"property":"item.price","op":"lt","value":-1e3},
                                          {"property":"x","op":"not_in","value":["a",1,false]},
                                          {"property":"y","op":"exists"}]}]},
                      {"name":"Cart","match":[{"event":"add_to_cart"},{"path":"/c/**"}]}]}
            """);
    var written = FunnelJson.write(funnel);
    assertThat(FunnelJson.read(written)).isEqualTo(new Result.Read(funnel));
    assertThat(written.path("window").asText()).isEqualTo("P7D");
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    var funnel = read("{" + STEPS + "}");
    assertThat(funnel.name()).isEqualTo("a → b");
    assertThat(funnel.subject()).isEqualTo(Subject.VISITOR);
    assertThat(funnel.window()).isEqualTo(Duration.ofDays(7));
    assertThat(funnel.steps()).extracting(Step::name).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"order\":\"strict\"|/order",
        "\"order\":\"any\"|/order",
        "\"order\":\"sideways\"|/order",
        "\"order\":null|/order",
        "\"exclude\":[]|/exclude",
        "\"hold\":\"item_id\"|/hold",
        "\"unit\":\"item\"|/unit",
        "\"window_per_step\":\"PT1H\"|/window_per_step",
        "\"windw\":\"PT1H\"|/windw",
        "\"a/b~c\":1|/a~1b~0c",
        "\"subject\":\"user\"|/subject",
        "\"window\":\"P91D\"|/window",
        "\"window\":\"PT0S\"|/window",
        "\"window\":\"a week\"|/window",
        "\"window\":3600|/window",
        "\"name\":\" \"|/name",
        "\"name\":7|/name",
      })
  void refusesWithAPointer(String field, String pointer) {
    assertThat(problems("{" + STEPS + "," + field + "}"))
        .extracting(Problem::pointer)
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|/steps",
        "{}|/steps",
        "[{\"match\":[{\"event\":\"a\"}]}]|/steps",
        "[{\"match\":[]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match",
        "[{\"match\":[{}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0",
        "[1,{\"match\":[{\"event\":\"a\"}]}]|/steps/0",
        "[{\"optional\":true,\"match\":[{\"event\":\"a\"}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/optional",
        "[{\"match\":[{\"event\":\"\"}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0",
        "[{\"match\":[{\"event\":1}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/event",
        "[{\"match\":[{\"path\":\"\"}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/path",
        "[{\"match\":[{\"evnt\":\"a\",\"path\":\"/\"}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/evnt",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"is\",\"value\":1}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/op",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"eq\"}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/value",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"eq\",\"value\":[1]}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/value",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"in\",\"value\":1}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/value",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"gt\",\"value\":\"x\"}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0",
        "[{\"match\":[{\"where\":[{\"property\":\"a\",\"op\":\"exists\",\"value\":1}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/value",
        "[{\"match\":[{\"where\":[{\"property\":\"dimension.shoe\",\"op\":\"eq\",\"value\":1}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0",
        "[{\"match\":[{\"where\":[{\"op\":\"eq\",\"value\":1}]}]},{\"match\":[{\"event\":\"a\"}]}]|/steps/0/match/0/where/0/property",
      })
  void refusesAStepWithAPointer(String steps, String pointer) {
    assertThat(problems("{\"steps\":" + steps + "}"))
        .extracting(Problem::pointer)
        .contains(pointer);
  }

  @Test
  void tellsAllProblemsAtOnceWithValueAndExpectation() {
    assertThat(problems("{\"order\":\"strict\",\"window\":\"P100D\",\"extra\":1}"))
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "field: extra (expected one of: name, order, steps, subject, window)",
            "order: strict (expected: ordered; others are not supported yet)",
            "window: P100D (expected: an ISO 8601 duration above PT0S, at most P90D)",
            "steps: none (expected: a list)");
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(problems("[1]")).extracting(Problem::pointer).containsExactly("");
  }

  private static FunnelDefinition read(String json) {
    return switch (result(json)) {
      case Result.Read(var funnel) -> funnel;
      case Result.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static List<Problem> problems(String json) {
    return switch (result(json)) {
      case Result.Read(var funnel) -> throw new AssertionError(funnel);
      case Result.Refused(var problems) -> problems;
    };
  }

  private static Result result(String json) {
    try {
      return FunnelJson.read(Json.mapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
