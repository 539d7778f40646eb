package io.polku.query.seen;

import io.polku.contract.definition.Definition.Site;
import io.polku.contract.funnel.Filter;
import io.polku.contract.funnel.FunnelDefinition;
import io.polku.contract.funnel.FunnelJson;
import io.polku.contract.funnel.Matcher;
import io.polku.contract.funnel.PathGlob;
import io.polku.contract.funnel.Step;
import io.polku.contract.funnel.Subject;
import io.polku.contract.funnel.WayOut;
import io.polku.contract.report.FunnelSuggestion;
import io.polku.contract.report.FunnelSuggestion.Evidence;
import io.polku.contract.report.FunnelSuggestion.Kind;
import io.polku.contract.session.SessionRules;
import io.polku.query.funnel.Conditions;
import io.polku.query.overview.StoredSessions;
import io.polku.query.range.TimeRange;
import io.polku.query.store.ClickHouse;
import io.polku.query.store.DataState;
import io.polku.query.store.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A first funnel from a site's own events: the purchase path of GA4's names as far as they occur;
 * else what most often comes before an event, or a page, that looks like a conversion. Thread-safe;
 * blocks on ClickHouse.
 */
public final class Suggestions {
  /** A step that fewer have reached is no evidence. */
  static final int VISITORS_MIN = 5;

  private static final List<String> PURCHASE_PATH =
      List.of("view_item", "add_to_cart", "begin_checkout", "add_payment_info", "purchase");
  private static final int PATH_STEPS_MIN = 2;

  /** Names that GA4 recommends for what a site is there for, the weightiest first. */
  private static final List<String> GOALS =
      List.of("purchase", "sign_up", "generate_lead", "form_submit", "file_download");

  /** What names of other events and paths of pages say when something was completed. */
  private static final Pattern GOAL_NAMES =
      Pattern.compile(
          "(?i)(^|[_ -])(purchased?|order(ed)?|paid|payment|checkout|sign_?up|regist\\w*|subscri\\w*"
              + "|lead|book(ed|ing)?|trial|complet\\w*|submit\\w*|donat\\w*|contact(ed)?)($|[_ -])");

  private static final String GOAL_PATHS =
      "(?i)[/_-](thanks?|thank[_-]?you|success|confirm\\w*|complet\\w*|receipt)([/._-]|$)";

  /** Tells what happened on the way, and is no aim itself. */
  private static final Set<String> NO_GOALS =
      Set.of(WayOut.PAGE_VIEW, WayOut.CLICK, "search", WayOut.SEARCH_RESULTS, "begin_checkout");

  private static final int STEPS_BEFORE_MAX = 3;

  private final ClickHouse clickHouse;

  /** Reads from there. */
  public Suggestions(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  private record Name(String name, long events, long visitors) {}

  private record Found(Kind kind, List<Step> steps, String reason) {}

  /**
   * The suggestion.
   *
   * @param state what is stored of the site, read before this is called
   * @param asOf how far the log has been processed, taken before {@code state}
   * @throws io.polku.query.store.StoreException when ClickHouse does not answer
   */
  public FunnelSuggestion suggest(Site site, TimeRange range, DataState state, Instant asOf) {
    var names =
        clickHouse
            .query(
                file("names.sql", values(site, range)),
                row -> new Name(row.text(1), row.number(2), row.number(3)))
            .stream()
            .collect(Collectors.toMap(Name::name, Function.identity()));
    var found =
        purchasePath(names)
            .or(() -> commonSequence(site, range, names))
            .orElseGet(() -> nothing(names));
    return new FunnelSuggestion(
        range.from(),
        range.to(),
        asOf,
        state.version(),
        found.kind(),
        found.steps().isEmpty() ? null : FunnelJson.write(funnel(found)),
        found.reason(),
        found.steps().isEmpty() ? List.of() : evidence(site, range, found.steps()));
  }

  private static FunnelDefinition funnel(Found found) {
    return new FunnelDefinition(
        found.steps().getFirst().name() + " to " + found.steps().getLast().name(),
        Subject.VISITOR,
        FunnelDefinition.WINDOW_DEFAULT,
        found.steps());
  }

  private static Optional<Found> purchasePath(Map<String, Name> names) {
    var seen = PURCHASE_PATH.stream().filter(name -> isSeen(names, name)).toList();
    if (seen.size() < PATH_STEPS_MIN) {
      return Optional.empty();
    }
    var missing = PURCHASE_PATH.stream().filter(name -> !seen.contains(name)).toList();
    return Optional.of(
        new Found(
            Kind.PURCHASE_PATH,
            seen.stream().map(Suggestions::event).toList(),
            "The site sends the events of a shop: "
                + String.join(", ", seen)
                + "."
                + (missing.isEmpty()
                    ? ""
                    : " Left out, for fewer than "
                        + VISITORS_MIN
                        + " visitors sent them: "
                        + String.join(", ", missing)
                        + ".")));
  }

  private Optional<Found> commonSequence(Site site, TimeRange range, Map<String, Name> names) {
    var goal = goal(site, range, names);
    if (goal == null) {
      return Optional.empty();
    }
    return clickHouse
        .query(sequences(site, range, goal), row -> found(goal, row.text(1), row.number(2)))
        .stream()
        .findFirst();
  }

  private static Found found(Step goal, String sequence, long visitors) {
    var steps = new ArrayList<Step>();
    for (var node : sequence.split("\n", -1)) {
      steps.add(node.startsWith("p") ? page(node.substring(1)) : event(node.substring(1)));
    }
    var before = steps.stream().map(Step::name).collect(Collectors.joining(", "));
    steps.add(goal);
    return new Found(
        Kind.COMMON_SEQUENCE,
        steps,
        "Before "
            + goal.name()
            + ", which looks like a conversion, the most visitors ("
            + visitors
            + ") came by "
            + before
            + ".");
  }

  private static Found nothing(Map<String, Name> names) {
    var visitors = names.values().stream().mapToLong(Name::visitors).max().orElse(0);
    return new Found(
        Kind.NONE,
        List.of(),
        names.isEmpty()
            ? "No events in the range."
            : "No event or page that looks like a conversion, with something before it, was seen of"
                + " at least "
                + VISITORS_MIN
                + " visitors in one session ("
                + visitors
                + " visitors in all).");
  }

  private @Nullable Step goal(Site site, TimeRange range, Map<String, Name> names) {
    for (var name : GOALS) {
      if (isSeen(names, name)) {
        return event(name);
      }
    }
    var other =
        names.values().stream()
            .filter(name -> isSeen(names, name.name()))
            .filter(name -> !NO_GOALS.contains(name.name()) && !WayOut.isPassive(name.name()))
            .filter(name -> GOAL_NAMES.matcher(name.name()).find())
            .max((one, two) -> Long.compare(one.visitors(), two.visitors()));
    if (other.isPresent()) {
      return event(other.get().name());
    }
    var fillings = values(site, range);
    fillings.put("words", GOAL_PATHS);
    return clickHouse.query(file("goal_pages.sql", fillings), row -> page(row.text(1))).stream()
        .findFirst()
        .orElse(null);
  }

  private static boolean isSeen(Map<String, Name> names, String name) {
    var seen = names.get(name);
    return seen != null && seen.visitors() >= VISITORS_MIN;
  }

  private List<Evidence> evidence(Site site, TimeRange range, List<Step> steps) {
    record Counts(int step, long events, long visitors) {}
    var counts =
        clickHouse
            .query(
                evidenceSql(site, range, steps),
                row -> new Counts((int) row.number(1), row.number(2), row.number(3)))
            .stream()
            .collect(Collectors.toMap(Counts::step, Function.identity()));
    return IntStream.range(0, steps.size())
        .mapToObj(
            i -> {
              var count = counts.getOrDefault(i, new Counts(i, 0, 0));
              return new Evidence(steps.get(i).name(), count.events(), count.visitors());
            })
        .toList();
  }

  private static Step event(String name) {
    return new Step(name, List.of(new Matcher(name, null, List.of())));
  }

  private static Step page(String path) {
    return new Step(
        path.length() > 200 ? path.substring(0, 200) : path,
        List.of(new Matcher(WayOut.PAGE_VIEW, new PathGlob(path), List.of())));
  }

  private static Sql sequences(Site site, TimeRange range, Step goal) {
    var fillings = values(site, range);
    fillings.put("goal", Conditions.bits(List.of(goal.match()), 0));
    fillings.put("nodes_max", STEPS_BEFORE_MAX);
    return file("sequences.sql", fillings);
  }

  private static Sql evidenceSql(Site site, TimeRange range, List<Step> steps) {
    var fillings = values(site, range);
    fillings.put("mask", Conditions.bits(steps.stream().map(Step::match).toList(), 0));
    fillings.put("steps", steps.size());
    return file("evidence.sql", fillings);
  }

  private static Map<String, Object> values(Site site, TimeRange range) {
    var values = new HashMap<String, Object>();
    values.put("site", site.site());
    values.put("from_ms", range.fromMillis());
    values.put("to_ms", range.toMillis());
    values.put("sessions_to_ms", range.toMillis() + SessionRules.LENGTH_MAX.toMillis());
    values.put("sessions", StoredSessions.sql(site, range, Filter.NONE));
    values.put("passive", WayOut.PASSIVE.stream().sorted().toList());
    values.put("visitors_min", VISITORS_MIN);
    return values;
  }

  private static Sql file(String name, Map<String, Object> fillings) {
    return Sql.file(Suggestions.class, name, fillings);
  }

  /** The statements, to be explained and looked at. */
  static List<Sql> statements(Site site, TimeRange range) {
    var fillings = values(site, range);
    fillings.put("words", GOAL_PATHS);
    return List.of(
        file("names.sql", fillings),
        file("goal_pages.sql", fillings),
        sequences(site, range, event("purchase")),
        evidenceSql(site, range, List.of(event("purchase"))));
  }
}
