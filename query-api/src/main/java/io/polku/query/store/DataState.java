package io.polku.query.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is stored of a site.
 *
 * @param version a word that changes whenever something of the site is stored
 * @param lateEvents events that came later than the grace allows, of all times
 */
public record DataState(String version, long lateEvents) {
  /** Reads states; counts late events anew only when something was stored. */
  public static final class Reader {
    private static final int SITES_KEPT_MAX = 1_000;

    private final ClickHouse clickHouse;
    private final Map<String, DataState> last = new ConcurrentHashMap<>();

    /** Reads from there. */
    public Reader(ClickHouse clickHouse) {
      this.clickHouse = clickHouse;
    }

    /**
     * The state of a site now.
     *
     * @throws StoreException when ClickHouse does not answer
     */
    public DataState of(String site) {
      var version = clickHouse.queryOne(version(site), row -> row.text(1));
      var known = last.get(site);
      if (known != null && known.version().equals(version)) {
        return known;
      }
      var state =
          new DataState(version, clickHouse.queryOne(lateEvents(site), row -> row.number(1)));
      if (last.size() >= SITES_KEPT_MAX) {
        last.clear();
      }
      last.put(site, state);
      return state;
    }
  }

  static Sql version(String site) {
    return Sql.file(DataState.class, "data_state.sql", Map.of("site", site));
  }

  static Sql lateEvents(String site) {
    return Sql.file(DataState.class, "late_events.sql", Map.of("site", site));
  }
}
