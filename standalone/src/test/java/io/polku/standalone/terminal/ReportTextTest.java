package io.polku.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.polku.contract.json.Json;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  @Test
  void fieldsComeFirstThenEachListAsATable() throws JsonProcessingException {
    var text =
        ReportText.of(
            Json.mapper()
                .readTree(
                    """
                    {"source":"facts","funnel":{"id":"buy","version":3},
                     "steps":[{"index":1,"name":"Product","entered":4518,"dropped":4407,"rate_first":1,"median_seconds":null,"converted":1},
                              {"index":2,"name":"Cart","entered":111,"dropped":0,"rate_first":0.0246,"median_seconds":71.5,"converted":1}],
                     "breakdown":[{"value":"mobile","steps":[{"index":1,"entered":7,"rate_first":1}]}],
                     "pages":[{"path":"/a\\u001b[2J"}]}
                    """));

    assertThat(text.lines())
        .containsExactly(
            "source          facts",
            "funnel.id       buy",
            "funnel.version  3",
            "",
            "steps",
            "index  name     entered  dropped  rate_first  median_seconds",
            "    1  Product    4,518    4,407     100.0 %               –",
            "    2  Cart         111        0       2.5 %           71.50",
            "",
            "breakdown",
            "value   index  entered  rate_first",
            "mobile      1        7     100.0 %",
            "",
            "pages",
            "path",
            "/a?[2J");
  }
}
