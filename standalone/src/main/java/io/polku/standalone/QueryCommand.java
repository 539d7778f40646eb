package io.polku.standalone;

import io.polku.contract.json.Json;
import io.polku.standalone.terminal.ReportText;
import io.polku.standalone.terminal.Terminal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polku query}: a report in the terminal. */
@Command(
    name = "query",
    description = "Shows a report of a site as a table, as CSV or as JSON.",
    footer = {
      "",
      "Such as: polku query funnel buy --site shop --from 2026-11-01 --breakdown device",
      "         polku query link hero --site shop --breakdown device",
      "         polku query paths --site shop --set start=page:/cart --set depth=3",
      "         polku query overview --site shop --csv > overview.csv",
      "",
      "Exit code 0: answered; 1: refused or not reached; 2: wrong command line."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  private final Terminal terminal;

  /** What can be asked for. */
  enum Report {
    /** All that are stored. */
    FUNNELS("/funnels"),
    /** How far people come. */
    FUNNEL("/funnels/{id}/report"),
    /** How long they take. */
    TIMING("/funnels/{id}/timing"),
    /** What it is worth. */
    VALUE("/funnels/{id}/value"),
    /** Where they went instead. */
    DROPOFFS("/funnels/{id}/dropoffs"),
    /** Who they are. */
    SUBJECTS("/funnels/{id}/subjects"),
    /** What explains a change. */
    EXPLANATION("/funnels/{id}/explanation"),
    /** Where they went instead, and whether they came back. */
    DETOURS("/funnels/{id}/detours"),
    /** What went wrong for them at a step. */
    FRICTION("/funnels/{id}/friction"),
    /** What is wrong this week. */
    FINDINGS("/findings"),
    /** Intended links. */
    LINKS("/links"),
    /** Whether people click an intended link. */
    LINK("/links/{id}/report"),
    /** What is clicked on a page. */
    CLICKS("/clicks"),
    /** Where forms are left. */
    FORMS("/forms"),
    /** Visitors, sessions, pages, events. */
    OVERVIEW("/overview"),
    /** Ways through the site. */
    PATHS("/paths"),
    /** Where they came from. */
    CHANNELS("/channels"),
    /** What they searched for. */
    SEARCH_TERMS("/search-terms"),
    /** What was viewed and bought. */
    PRODUCTS("/products"),
    /** What really occurs. */
    SEEN("/seen"),
    /** Sessions, latest first. */
    SESSIONS("/sessions"),
    /** One session. */
    SESSION("/sessions/{id}"),
    /** One visitor. */
    VISITOR("/visitors/{id}"),
    /** Whether everything was counted. */
    QUALITY("/quality");

    private final String path;

    Report(String path) {
      this.path = path;
    }

    boolean needsId() {
      return path.contains("{id}");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How it is shown. */
  static final class Form {
    @Option(names = "--csv", description = "As CSV, for spreadsheets.")
    private boolean csv;

    @Option(names = "--json", description = "As the API answers it.")
    private boolean json;
  }

  @Parameters(index = "0", paramLabel = "REPORT", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Report report = Report.OVERVIEW;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "Of the funnel, link, session or visitor.")
  private @Nullable String id;

  @Option(names = "--site", required = true, paramLabel = "S", description = "The site's name.")
  private String site = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Such as 2026-11-21 or 2026-11-21T09:00:00Z (default: 30 days before --to).")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Exclusive (default: end of today).")
  private @Nullable String to;

  @Option(names = "--interval", paramLabel = "I", description = "hour, day, week or month.")
  private @Nullable String interval;

  @Option(names = "--breakdown", paramLabel = "BY", description = "Such as device or prop:plan.")
  private @Nullable String breakdown;

  @Option(
      names = "--filter",
      paramLabel = "BY=VALUE",
      description = "Only those with this value, such as device=mobile; repeat for more.")
  private List<String> filters = new ArrayList<>();

  @Option(names = "--segment", paramLabel = "ID", description = "Only those of a saved segment.")
  private @Nullable String segment;

  @Option(names = "--compare", paramLabel = "RANGE", description = "previous, or FROM/TO.")
  private @Nullable String compare;

  @Option(names = "--step", paramLabel = "K", description = "Step of a funnel, from 1.")
  private @Nullable Integer step;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.")
  private @Nullable Integer limit;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Any other parameter of the report; repeat for more.")
  private Map<String, String> others = new LinkedHashMap<>();

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  @Mixin private ApiFlags flags = new ApiFlags();

  QueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    RejectedCommand.check(site);
    if (report.needsId() && id == null) {
      throw new Refusal(report + ": no ID (expected: polku query " + report + " ID --site S)");
    }
    if (!report.needsId() && id != null) {
      throw new Refusal(report + ": " + id + " (expected: no ID)");
    }
    var path = path();
    try (var api = flags.client()) {
      if (form.csv) {
        terminal.say(api.getText(path).stripTrailing());
      } else if (form.json) {
        terminal.say(api.get(path).toPrettyString());
      } else {
        terminal.say(ReportText.of(api.get(path)));
      }
    }
    return Polku.EXIT_OK;
  }

  /** The request. */
  private String path() {
    var parameters = new LinkedHashMap<String, String>();
    put(parameters, "from", from);
    put(parameters, "to", to);
    put(parameters, "interval", interval);
    put(parameters, "breakdown", breakdown);
    put(parameters, "filter", filter());
    put(parameters, "segment", segment);
    put(parameters, "compare", compare);
    put(parameters, "step", step);
    put(parameters, "limit", limit);
    parameters.putAll(others);
    if (form.csv) {
      parameters.put("format", "csv");
    }
    var query = new ArrayList<String>();
    parameters.forEach((name, value) -> query.add(encoded(name) + "=" + encoded(value)));
    return "/api/v1/sites/"
        + site
        + report.path.replace("{id}", id == null ? "" : encoded(id))
        + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private @Nullable String filter() {
    if (filters.isEmpty()) {
      return null;
    }
    var conditions = Json.mapper().createArrayNode();
    for (var each : filters) {
      var place = each.indexOf('=');
      if (place < 1) {
        throw new Refusal("--filter: " + each + " (expected: such as device=mobile)");
      }
      conditions
          .addObject()
          .put("by", each.substring(0, place))
          .put("op", "eq")
          .put("value", each.substring(place + 1));
    }
    return conditions.toString();
  }

  private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
    if (value != null) {
      parameters.put(name, value.toString());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
