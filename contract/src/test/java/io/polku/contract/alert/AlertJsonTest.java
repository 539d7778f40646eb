package io.polku.contract.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.definition.Definition;
import io.polku.contract.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertJsonTest {
  private static final String CHANNELS =
      "'channels':[{'kind':'webhook','url':'https://hooks.example/secret'}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'below','value':0.2},'period':'hour'",
        "'metric':{'of':'funnel','id':'buy','step':3},'when':{'is':'fell','value':0.2},"
            + "'period':'week','complete':false,'minimum':5,'quiet':'P2D'",
        "'metric':{'of':'link','id':'hero'},'when':{'is':'outside'},'period':'day'",
        "'metric':{'of':'loss'},'when':{'is':'rose','value':3},'period':'day'",
        "'metric':{'of':'lag'},'when':{'is':'above','value':300}"
      })
  void whatIsReadIsWrittenStoredAndReadAgain(String text) throws JsonProcessingException {
    var rule = read(text);
    assertThat(AlertJson.read(AlertJson.write(rule))).isEqualTo(new AlertJson.Result.Read(rule));
    var stored = new Definition.Alert("shop", "a", rule, Instant.parse("2026-11-21T10:00:00Z"));
    var bytes = Json.mapper().writeValueAsString(stored);
    assertThat(Json.mapper().readValue(bytes, Definition.class)).isEqualTo(stored);
    assertThat(AlertJson.masked(rule).toString())
        .contains("https://hooks.example/…")
        .doesNotContain("secret");
  }

  @Test
  void defaultsAreWritten() throws JsonProcessingException {
    var rule = read("'metric':{'of':'loss'},'when':{'is':'above','value':0},'period':'day'");
    assertThat(AlertJson.write(rule).toString().replace('"', '\''))
        .isEqualTo(
            "{'name':'A','metric':{'of':'loss'},'when':{'is':'above','value':0.0},"
                + "'period':'day','complete':true,'minimum':30,'quiet':'PT24H',"
                + CHANNELS
                + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'below','value':0},'period':'day'",
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'below'},'period':'day'",
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'outside','value':1},'period':'day'",
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'fell','value':1.1},'period':'day'",
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'rose','value':0},'period':'day'",
        "'metric':{'of':'funnel','id':'buy'},'when':{'is':'below','value':0.5}",
        "'metric':{'of':'funnel'},'when':{'is':'below','value':0.5},'period':'day'",
        "'metric':{'of':'loss','id':'x'},'when':{'is':'below','value':0.5},'period':'day'",
        "'metric':{'of':'loss','step':2},'when':{'is':'below','value':0.5},'period':'day'",
        "'metric':{'of':'lag'},'when':{'is':'below','value':300}",
        "'metric':{'of':'loss'},'when':{'is':'above','value':0},'period':'day','quiet':'PT1M'",
        "'metric':{'of':'loss'},'when':{'is':'above','value':0},'period':'day','minimum':0"
      })
  void whatMakesNoSenseIsRefused(String text) throws JsonProcessingException {
    assertThat(AlertJson.read(json(text))).isInstanceOf(AlertJson.Result.Refused.class);
  }

  private static AlertRule read(String text) throws JsonProcessingException {
    var result = AlertJson.read(json(text));
    assertThat(result).isInstanceOf(AlertJson.Result.Read.class);
    return ((AlertJson.Result.Read) result).rule();
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text)
      throws JsonProcessingException {
    return Json.mapper()
        .readTree(("{'name':'A'," + text + "," + CHANNELS + "}").replace('\'', '"'));
  }
}
