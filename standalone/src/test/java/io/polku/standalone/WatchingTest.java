package io.polku.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.testkit.fixture.Prometheus;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and dashboards as files; {@link EndToEndTest} lets a Prometheus evaluate them. */
class WatchingTest {
  private static final Path RULES_TEST = Watching.RULES.resolveSibling("polku.rules.test.yml");

  @Test
  void promtoolFindsTheRulesValidAndEachFiresWhereItShould() throws Exception {
    var folder = Watching.ROOT.resolve("dashboards/prometheus");

    var valid = Prometheus.tool(folder, "check", "config", "prometheus.yml");
    assertThat(valid.code()).as(valid.said()).isZero();
    var fired = Prometheus.tool(folder, "test", "rules", RULES_TEST.getFileName().toString());
    assertThat(fired.code()).as(fired.said()).isZero();
  }

  @Test
  void eachAlertIsTestedAndLeadsToASectionThatSaysWhatToDo() throws Exception {
    var tested = new TreeSet<String>();
    each(
        new YAMLMapper().readTree(RULES_TEST.toFile()).path("tests"),
        test ->
            each(
                test.path("alert_rule_test"),
                one -> {
                  if (!one.path("exp_alerts").isEmpty()) {
                    tested.add(one.path("alertname").asText());
                  }
                }));
    var anchors = Watching.anchors();
    var names = new TreeSet<String>();
    for (var alert : Watching.alerts()) {
      var name = alert.path("alert").asText();
      names.add(name);
      assertThat(alert.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      var runbook = alert.at("/annotations/runbook").asText().split("#", -1);
      assertThat(runbook).as(name).hasSize(2);
      assertThat(runbook[0]).as(name).isEqualTo("docs/OPERATIONS.md");
      assertThat(anchors).as(name).contains(runbook[1]);
    }
    assertThat(tested).isEqualTo(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"polku-pipeline", "polku-funnels"})
  void eachPanelHasATitleAUnitAndAPlaceOfItsOwn(String name) {
    var file = Watching.PIPELINE.resolveSibling(name + ".json");
    var dashboard = Watching.json(file);
    assertThat(dashboard.path("uid").asText()).isEqualTo(name);
    var sources =
        Watching.read(
            Watching.ROOT.resolve("dashboards/grafana/provisioning/datasources/polku.yaml"));
    var ids = new HashSet<Integer>();
    var places = new HashSet<String>();
    each(dashboard.path("panels"), panel -> assertThat(ids.add(panel.path("id").asInt())).isTrue());
    var titles = new HashSet<String>();
    for (var panel : Watching.panels(file)) {
      var title = panel.path("title").asText();
      assertThat(titles.add(title)).as("title %s is there twice", title).isTrue();
      assertThat(panel.path("description").asText()).as(title).isNotBlank();
      assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
      assertThat(sources)
          .as(title)
          .contains("uid: " + panel.at("/datasource/uid").asText() + "\n")
          .contains("type: " + panel.at("/datasource/type").asText() + "\n");
      assertThat(panel.path("targets")).as(title).isNotEmpty();
      var at = panel.path("gridPos");
      assertThat(at.path("x").asInt() + at.path("w").asInt()).as(title).isLessThanOrEqualTo(24);
      for (var x = 0; x < at.path("w").asInt(); x++) {
        for (var y = 0; y < at.path("h").asInt(); y++) {
          assertThat(places.add((at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y)))
              .as("%s lies over another panel", title)
              .isTrue();
        }
      }
    }
  }

  @Test
  void findsTheMetricsOfAnExpression() {
    assertThat(
            Watching.metrics(
                "histogram_quantile(0.95, sum by (le, table) (rate(a_bucket{b=\"c d\"}[5m])))"
                    + " / on (x) group_left (y) d:e > 2e3 unless f_total offset 1w"))
        .containsExactly("a_bucket", "d:e", "f_total");
  }

  private static void each(JsonNode nodes, Consumer<JsonNode> what) {
    nodes.forEach(what);
  }
}
