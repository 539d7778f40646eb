package io.polku.query.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is stored of a site.
 *
 * @param version a word that changes whenever something of the site is stored
 * @param lateEvents events that came later than the grace allows, of all times
 * @param leftOut visitors whom no figure holds, for they had too many events
 */
public record DataState(String version, long lateEvents, long leftOut) {
  /** Reads states; counts anew only when something was stored. */
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
          clickHouse.queryOne(
              apart(site), row -> new DataState(version, row.number(1), row.number(2)));
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

  static Sql apart(String site) {
    return Sql.file(DataState.class, "apart.sql", Map.of("site", site));
  }
}
