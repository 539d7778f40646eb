package io.polku.query.dropoff;

import io.polku.contract.event.ScalarText;
import io.polku.contract.funnel.WayOut;
import io.polku.query.store.Sql;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The rules of {@link WayOut} as SQL over the columns of {@code events}. */
public final class WayOuts {
  private WayOuts() {}

  /** The bit of the {@link io.polku.contract.funnel.Signal} that an event is, or 0. */
  public static Sql signal() {
    return Sql.file(
        WayOuts.class,
        "signal.sql",
        Map.ofEntries(
            Map.entry("web_vital", WayOut.WEB_VITAL),
            Map.entry("metric", WayOut.METRIC),
            Map.entry("metric_value", WayOut.METRIC_VALUE),
            Map.entry("search_results", WayOut.SEARCH_RESULTS),
            Map.entry("results", WayOut.RESULTS),
            Map.entry("number", ScalarText.NUMBER),
            Map.entry("lcp_poor", WayOut.LCP_POOR_ABOVE),
            Map.entry("inp_poor", WayOut.INP_POOR_ABOVE),
            Map.entry("cls_poor", WayOut.CLS_POOR_ABOVE)));
  }

  /** What a click was on, as {@link WayOut#clickLabel} says. */
  public static Sql label() {
    return Sql.file(WayOuts.class, "label.sql", Map.of("label_chars", WayOut.LABEL_CHARS_MAX));
  }

  /**
   * A common table expression {@code ways}: for each target {@code target_no}, {@code last_page},
   * {@code last_click}, {@code next}, {@code signals} (their bits) and {@code facets}, which it
   * hands on. A target of which no event is stored has no row.
   *
   * @param targets a query with {@code target_no}, which is unique, {@code visitor_id}, {@code
   *     target_place} (time in milliseconds, {@code seq} and id of an event), {@code session_from}
   *     and {@code session_until} (first and last moment of its session) and {@code facets}
   * @param whose a condition that keeps at least the events of these visitors
   * @param site whose events
   * @param fromMillis no session of a target began before it
   * @param toMillis each session of a target ended before it
   */
  public static Sql ways(Sql targets, Sql whose, String site, long fromMillis, long toMillis) {
    var names = WayOut.PASSIVE.stream().sorted().toArray();
    var fillings = new HashMap<String, Object>();
    fillings.put("targets", targets);
    fillings.put("whose", whose);
    fillings.put(
        "passive", Sql.of(String.join(", ", Collections.nCopies(names.length, "?")), names));
    fillings.put("label", label());
    fillings.put("signal", signal());
    fillings.put("site", site);
    fillings.put("way_from_ms", fromMillis);
    fillings.put("way_to_ms", toMillis);
    return Sql.file(WayOuts.class, "way_out.sql", fillings);
  }
}
