package io.polku.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.polku.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** What the repository holds for who watches a Polku: the page, the rules, the dashboards. */
final class Watching {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path RULES = ROOT.resolve("dashboards/prometheus/polku.rules.yml");
  static final Path PIPELINE = ROOT.resolve("dashboards/grafana/dashboards/polku-pipeline.json");
  static final Path FUNNELS = ROOT.resolve("dashboards/grafana/dashboards/polku-funnels.json");

  private static final Path PAGE = ROOT.resolve("docs/OPERATIONS.md");
  private static final Pattern METER = Pattern.compile("(?m)^\\| `(polku_[a-z_]+)` \\|");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (polku_[a-z_]+) ");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "offset", "bool");

  private Watching() {}

  /** Meters that the page explains. */
  static Set<String> explained() {
    return METER.matcher(read(PAGE)).results().map(found -> found.group(1)).collect(sorted());
  }

  /** Meters of a text of metrics; the slowest of a timer goes without saying. */
  static Set<String> told(String metrics) {
    var told = FAMILY.matcher(metrics).results().map(found -> found.group(1)).collect(sorted());
    var names = Set.copyOf(told);
    told.removeIf(
        name -> name.endsWith("_max") && names.contains(name.substring(0, name.length() - 4)));
    return told;
  }

  /** Headings of the page, as what follows the {@code #} of a link. */
  static Set<String> anchors() {
    return HEADING
        .matcher(read(PAGE))
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
        .collect(sorted());
  }

  /** The alerts. */
  static List<JsonNode> alerts() {
    try {
      var alerts = new ArrayList<JsonNode>();
      new YAMLMapper()
          .readTree(RULES.toFile())
          .path("groups")
          .forEach(group -> group.path("rules").forEach(alerts::add));
      return alerts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A dashboard's panels that show something. */
  static List<JsonNode> panels(Path dashboard) {
    var panels = new ArrayList<JsonNode>();
    for (var panel : json(dashboard).path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** What a dashboard asks for. */
  static List<JsonNode> targets(Path dashboard) {
    var targets = new ArrayList<JsonNode>();
    panels(dashboard).forEach(panel -> panel.path("targets").forEach(targets::add));
    return targets;
  }

  static JsonNode json(Path file) {
    try {
      return Json.mapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An expression of a dashboard as Grafana would ask it. */
  static String filledIn(String expression) {
    return expression.replace("$__rate_interval", "1m");
  }

  /** Names of metrics in an expression: what is no word of the language, label, text or number. */
  static Set<String> metrics(String expression) {
    var bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}|\\[[^]]*]", " ")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", " ")
            .replaceAll("\\b[0-9][0-9a-z.]*", " ");
    return Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])")
        .matcher(bare)
        .results()
        .map(found -> found.group())
        .filter(name -> !KEYWORDS.contains(name))
        .collect(sorted());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Collector<String, ?, Set<String>> sorted() {
    return Collectors.toCollection(TreeSet::new);
  }
}
