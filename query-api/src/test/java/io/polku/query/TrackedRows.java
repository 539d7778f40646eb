package io.polku.query;

import io.polku.contract.json.Json;
import java.time.Instant;

/** Events of page views as the sink would store them: what the ledger of losses reads of them. */
public final class TrackedRows {
  private TrackedRows() {}

  /**
   * An event that was stored.
   *
   * @param site whose
   * @param visitor whose
   * @param view page view
   * @param seq number within it
   * @param at event time; it was received two seconds later
   */
  public record Tracked(
      String site,
      String visitor,
      String view,
      int seq,
      Instant at,
      String name,
      String path,
      String browser,
      String previous,
      int previousSeq,
      String previousPath) {
    /** A page view's event on a page, by a browser. */
    public static Tracked of(String site, String visitor, String view, int seq, Instant at) {
      return new Tracked(
          site,
          visitor,
          view,
          seq,
          at,
          seq == 1 ? "page_view" : "click",
          "/",
          "Firefox",
          "",
          0,
          "");
    }

    /** The same with another name and page. */
    public Tracked named(String event, String page) {
      return new Tracked(
          site, visitor, view, seq, at, event, page, browser, previous, previousSeq, previousPath);
    }

    /** The same from another browser. */
    public Tracked by(String other) {
      return new Tracked(
          site, visitor, view, seq, at, name, path, other, previous, previousSeq, previousPath);
    }

    /** The same, telling of the page view before in its tab. */
    public Tracked after(String pv, int lastSeq, String page) {
      return new Tracked(site, visitor, view, seq, at, name, path, browser, pv, lastSeq, page);
    }

    /** A row of {@code events}. */
    public String row() {
      var row = Json.mapper().createObjectNode();
      row.put("site", site);
      row.put("visitor_id", visitor);
      row.put("event_id", view + "-" + seq);
      row.put("pv", view);
      row.put("seq", seq);
      row.put("event_time", StoredRows.time(at.toEpochMilli()));
      row.put("received_at", StoredRows.time(at.plusSeconds(2).toEpochMilli()));
      row.put("name", name);
      row.put("path", path);
      row.put("browser", browser);
      row.put("tracker", "web/0.1.0");
      row.put("prev_pv", previous);
      row.put("prev_seq", previousSeq);
      row.put("prev_url", previousPath.isEmpty() ? "" : "https://shop.example" + previousPath);
      return row.toString();
    }

    /** A row of {@code rejected}. */
    public String rejectedRow() {
      var original = Json.mapper().createObjectNode().put("pv", view).put("seq", seq);
      var row = Json.mapper().createObjectNode();
      row.put("site", site);
      row.put("code", "invalid_property");
      row.put("received_at", StoredRows.time(at.plusSeconds(2).toEpochMilli()));
      row.put("original", original.toString());
      return row.toString();
    }
  }
}
