package io.polku.standalone;

import io.polku.contract.event.Event;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.session.SessionRules;
import io.polku.standalone.replay.Mapping;
import io.polku.standalone.replay.MappingReader;
import io.polku.testkit.oracle.NaiveFact;
import io.polku.testkit.oracle.NaiveFunnel;
import io.polku.testkit.oracle.NaiveReport;
import io.polku.testkit.oracle.NaiveSessions;
import io.polku.testkit.simulator.Shop;
import io.polku.testkit.simulator.VisitEvents;
import io.polku.testkit.simulator.VisitorSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Some days of a simulated shop as a file, and what a naive oracle finds in them. */
final class SimulatedData {
  static final String FROM = "2025-03-01";

  private static final LocalDate FIRST_DAY = LocalDate.parse(FROM);
  private static final SessionRules RULES = new SessionRules(SessionRules.GAP_DEFAULT);
  private static final String MAPPING =
      """
      format: ndjson
      columns: [user_id, value, element.tag]
      event:
        id: ${id}
        name: ${name}
        visitor: ${visitor_id}
        user: ${user_id}
        time: {column: time, format: epoch_ms}
        url: ${url}
        referrer: ${referrer}
        title: ${title}
        value: ${value}
        currency: EUR
        context:
          device: ${context.device}
          country: ${context.country}
      """;

  private final Path file;
  private final Mapping mapping;
  private final Map<String, List<Event>> byVisitor;
  private final LocalDate to;

  private SimulatedData(
      Path file, Mapping mapping, Map<String, List<Event>> byVisitor, LocalDate to) {
    this.file = file;
    this.mapping = mapping;
    this.byVisitor = byVisitor;
    this.to = to;
  }

  /** Makes the file. The same seed makes the same one. */
  static SimulatedData write(Path folder, long seed, int days, int visitsPerDay)
      throws IOException {
    var events = new VisitEvents("any");
    var lines = new ArrayList<String>();
    var byVisitor = new TreeMap<String, List<Event>>();
    new VisitorSimulator(Shop.demo("https://shop.example"), seed)
        .history(FIRST_DAY, days, visitsPerDay, ZoneOffset.UTC)
        .forEach(
            visit -> {
              lines.addAll(events.eventsJson(visit));
              byVisitor
                  .computeIfAbsent(visit.shopper().visitorId(), _ -> new ArrayList<>())
                  .addAll(events.events(visit));
            });
    var file = Files.write(folder.resolve("visits.ndjson"), lines);
    var mapping = Files.writeString(folder.resolve("visits.yaml"), MAPPING);
    return new SimulatedData(
        file, MappingReader.load(mapping.toString()), byVisitor, FIRST_DAY.plusDays(days + 7L));
  }

  Path file() {
    return file;
  }

  /** The same events in two files, the earlier half of the lines and the rest. */
  List<Path> halves() throws IOException {
    var lines = Files.readAllLines(file);
    var half = lines.size() / 2;
    return List.of(
        Files.write(file.resolveSibling("earlier.ndjson"), lines.subList(0, half)),
        Files.write(file.resolveSibling("rest.ndjson"), lines.subList(half, lines.size())));
  }

  /** The day after the last that has events. */
  String to() {
    return to.toString();
  }

  Mapping mapping() {
    return mapping;
  }

  int events() {
    return byVisitor.values().stream().mapToInt(List::size).sum();
  }

  int visitors() {
    return byVisitor.size();
  }

  int sessions() {
    return byVisitor.values().stream().mapToInt(one -> NaiveSessions.of(one, RULES).size()).sum();
  }

  /** How many entered each step. */
  List<Long> entered(Subject subject, Duration window, String... names) {
    var steps =
        Arrays.stream(names)
            .map(name -> new Step(name, List.of(new Matcher(name, null, List.of()))))
            .toList();
    var funnel = new FunnelDefinition("f", subject, window, steps);
    var facts =
        byVisitor.values().stream().map(one -> facts(one, funnel)).flatMap(Collection::stream);
    return NaiveReport.of(
            facts.toList(), funnel.steps().size(), FIRST_DAY, to, System.currentTimeMillis())
        .steps()
        .stream()
        .map(NaiveReport.StepFigures::entered)
        .toList();
  }

  private static List<NaiveFact> facts(List<Event> events, FunnelDefinition funnel) {
    return NaiveFunnel.facts(events, funnel, RULES, ZoneOffset.UTC);
  }
}
