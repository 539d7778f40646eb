package io.polku.contract.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.funnel.FunnelJson.Result;
import io.polku.contract.json.Json;
import io.polku.contract.json.JsonParts.Problem;
import java.time.Duration;
import java.util.Collections;
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
    assertThat(funnel.window()).isEqualTo(Window.whole(Duration.ofDays(7)));
    assertThat(funnel.steps()).extracting(Step::name).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"order\":\"sideways\"|/order",
        "\"order\":null|/order",
        "\"exclude\":{}|/exclude",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1}]|/exclude/0/to",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":0,\"to\":2}]|/exclude/0/from",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1.5,\"to\":2}]|/exclude/0/from",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":2,\"to\":2}]|/exclude/0",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":3}]|/exclude/0/to",
        "\"exclude\":[{\"match\":[],\"from\":1,\"to\":2}]|/exclude/0/match",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":2,\"til\":3}]|/exclude/0/til",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":2}],\"order\":\"strict\"|/exclude",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":2}],\"order\":\"any\"|/exclude",
        "\"hold\":\"item\"|/hold",
        "\"hold\":\"prop:\"|/hold",
        "\"hold\":7|/hold",
        "\"hold\":\"item_id\",\"order\":\"any\"|/hold",
        "\"unit\":\"item\"|/unit",
        "\"unit\":\"item\",\"hold\":null|/unit",
        "\"unit\":\"pair\",\"hold\":\"item_id\"|/unit",
        "\"window_per_step\":\"PT1H\",\"window\":\"PT1H\"|/window_per_step",
        "\"window_per_step\":\"PT1H\",\"order\":\"any\"|/window_per_step",
        "\"window_per_step\":\"P91D\"|/window_per_step",
        "\"window_per_step\":null|/window_per_step",
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
        "[{\"match\":[{\"event\":\"a\"}]},{\"optional\":true,\"match\":[{\"event\":\"a\"}]}]|/steps/1/optional",
        "[{\"match\":[{\"event\":\"a\"}]},{\"optional\":null,\"match\":[{\"event\":\"a\"}]}]|/steps/1/optional",
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
  void readsEveryOption() {
    var funnel =
        read(
            """
            {"window_per_step":"PT10M",
             "steps":[{"match":[{"event":"a"}]},{"match":[{"event":"b"}],"optional":true},
                      {"match":[{"event":"c"}],"optional":false},{"match":[{"event":"d"}]}],
             "exclude":[{"match":[{"event":"x"},{"path":"/help/**"}],"from":1,"to":4}],
             "hold":"item_id","unit":"item"}
            """);
    assertThat(funnel.order()).isEqualTo(Order.ORDERED);
    assertThat(funnel.window()).isEqualTo(Window.eachStep(Duration.ofMinutes(10)));
    assertThat(funnel.span()).isEqualTo(Duration.ofMinutes(20));
    assertThat(funnel.steps())
        .extracting(Step::optional)
        .containsExactly(false, true, false, false);
    assertThat(funnel.requiredSteps()).extracting(Step::name).containsExactly("a", "c", "d");
    assertThat(funnel.exclude())
        .containsExactly(
            new Exclusion(
                List.of(
                    new Matcher("x", null, List.of()),
                    new Matcher(null, new PathGlob("/help/**"), List.of())),
                1,
                4));
    assertThat(funnel.hold()).isEqualTo(new Hold.ItemId());
    assertThat(funnel.unit()).isEqualTo(Unit.ITEM);
    assertThat(FunnelJson.read(FunnelJson.write(funnel))).isEqualTo(new Result.Read(funnel));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"order\":\"any\"|ANY",
        "\"order\":\"strict\",\"hold\":\"prop:plan\",\"window_per_step\":\"P90D\"|STRICT",
      })
  void readsEveryOrder(String fields, Order order) {
    var funnel = read("{" + STEPS + "," + fields + "}");
    assertThat(funnel.order()).isEqualTo(order);
    assertThat(FunnelJson.read(FunnelJson.write(funnel))).isEqualTo(new Result.Read(funnel));
  }

  @Test
  void optionsThatSayNothingAreAccepted() {
    var funnel =
        read(
            """
            {"steps":[{"match":[{"event":"a"}],"optional":false},{"match":[{"event":"b"}]}],
             "order":"ordered","exclude":[],"hold":null,"unit":"subject"}
            """);
    assertThat(funnel).isEqualTo(read("{" + STEPS + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"order\":\"strict\"|/steps/1/optional",
        "\"order\":\"any\"|/steps/1/optional",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":2}]|/exclude/0/to",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":2,\"to\":4}]|/exclude/0/from",
        "\"exclude\":[{\"match\":[{\"event\":\"x\"}],\"from\":3,\"to\":5}]|/exclude/0/to",
        "\"window_per_step\":\"PT1080H1S\"|/window_per_step",
      })
  void refusesWhatDoesNotGoTogether(String field, String pointer) {
    var steps =
        "\"steps\":[{\"match\":[{\"event\":\"a\"}]},{\"match\":[{\"event\":\"b\"}],\"optional\":true},"
            + "{\"match\":[{\"event\":\"c\"}]},{\"match\":[{\"event\":\"d\"}]}]";
    assertThat(problems("{" + steps + "," + field + "}"))
        .extracting(Problem::pointer)
        .containsExactly(pointer);
  }

  @Test
  void windowsPerStepAreLimitedAllTogether() {
    assertThat(read("{" + STEPS + ",\"window_per_step\":\"P90D\"}").span())
        .isEqualTo(Duration.ofDays(90));
    assertThat(
            problems(
                "{\"window_per_step\":\"P46D\",\"steps\":[{\"match\":[{\"event\":\"a\"}]},"
                    + "{\"match\":[{\"event\":\"b\"}]},{\"match\":[{\"event\":\"c\"}]}]}"))
        .extracting(Problem::message)
        .containsExactly(
            "window_per_step: P46D (expected: at most P45D, so that all 2 together take at most"
                + " P90D)");
  }

  @Test
  void atMostTenExclusions() {
    var one = "{\"match\":[{\"event\":\"x\"}],\"from\":1,\"to\":2}";
    var eleven = String.join(",", Collections.nCopies(11, one));
    assertThat(problems("{" + STEPS + ",\"exclude\":[" + eleven + "]}"))
        .extracting(Problem::message)
        .containsExactly("exclude: 11 (expected: 0 to 10)");
  }

  @Test
  void tellsAllProblemsAtOnceWithValueAndExpectation() {
    assertThat(problems("{\"order\":\"sideways\",\"window\":\"P100D\",\"extra\":1}"))
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "field: extra (expected one of: exclude, hold, name, order, steps, subject, unit,"
                + " window, window_per_step)",
            "order: sideways (expected one of: ordered, strict, any)",
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
