package io.polku.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void listsBecomeRowsWithTheFieldsOfTheObjectsAroundThem() throws JsonProcessingException {
    var table =
        table(
            """
            {"site":"shop","steps":[{"index":1,"interval_first":[0.5,1]}],
             "series":[{"from":"2026-11-01","steps":[{"index":1,"entered":3},{"index":2,"entered":1}]}],
             "tags":["a","b"],"none":[]}
            """);

    assertThat(table.split("\r\n", -1))
        .containsExactly(
            "list,site,tags,none,index,interval_first.low,interval_first.high,series.from,entered",
            "report,shop,\"a; b\",,,,,,",
            "steps,,,,1,0.5,1,,",
            "series.steps,,,,1,,,2026-11-01,3",
            "series.steps,,,,2,,,2026-11-01,1",
            "");
  }

  @Test
  void textsThatSpreadsheetsWouldTakeForFormulasAreGuardedAndNumbersAreNot()
      throws JsonProcessingException {
    var table =
        table(
            """
            {"pages":[{"path":"=HYPERLINK(\\"https://evil.example\\")","change":-3},
                      {"path":"@SUM(1)","change":1},{"path":"a, \\"b\\"","change":0}]}
            """);

    assertThat(table)
        .contains("pages,\"'=HYPERLINK(\"\"https://evil.example\"\")\",-3\r\n")
        .contains("pages,\"'@SUM(1)\",1\r\n")
        .contains("pages,\"a, \"\"b\"\"\",0\r\n");
  }

  @Test
  void aFormatIsAskedForByParameterOrHeader() {
    assertThat(Csv.asked(Map.of("format", "csv"), "application/json")).isTrue();
    assertThat(Csv.asked(Map.of("format", "json"), "text/csv")).isFalse();
    assertThat(Csv.asked(Map.of(), "text/csv")).isTrue();
    assertThat(Csv.asked(Map.of(), "application/json, text/csv")).isFalse();
    assertThatThrownBy(() -> Csv.asked(Map.of("format", "xml"), ""))
        .hasMessage("format: xml (expected: csv or json)");
  }

  private static String table(String json) throws JsonProcessingException {
    return Csv.text(Json.mapper().readTree(json));
  }
}
