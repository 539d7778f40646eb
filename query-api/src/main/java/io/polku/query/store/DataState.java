package io.polku.query.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;

/**
 * What is stored of a site.
 *
 * @param version a word that changes whenever something of the site is stored
 * @param lateEvents events that came later than the grace allows, of all times
 * @param leftOut visitors whom no figure holds, for they had too many events
 */
public record DataState(String version, long lateEvents, long leftOut) {
  /**
   * Reads states, each at most once every half second whoever asks, and counts anew only when
   * something was stored. What is answered was true at some moment of the last half second.
   * Thread-safe.
   */
  public static final class Reader {
    private static final Duration KEPT = Duration.ofMillis(500);
    private static final int SITES_KEPT_MAX = 1_000;

    private final ClickHouse clickHouse;
    private final Cache<String, DataState> recent =
        Caffeine.newBuilder().maximumSize(SITES_KEPT_MAX).expireAfterWrite(KEPT).build();
    private final Cache<String, DataState> last =
        Caffeine.newBuilder().maximumSize(SITES_KEPT_MAX).build();
    private final SingleFlight<String, DataState> reading = new SingleFlight<>();

    /** Reads from there. */
    public Reader(ClickHouse clickHouse) {
      this.clickHouse = clickHouse;
    }

    /**
     * The version alone, which costs less.
     *
     * @throws StoreException when ClickHouse does not answer
     */
    public String version(String site) {
      return clickHouse.queryOne(DataState.version(site), row -> row.text(1));
    }

    /**
     * The state of a site now.
     *
     * @throws StoreException when ClickHouse does not answer
     */
    public DataState of(String site) {
      var known = recent.getIfPresent(site);
      return known == null ? reading.get(site, () -> read(site)) : known;
    }

    /** Makes the next who asks of that site read anew. */
    public void forget(String site) {
      recent.invalidate(site);
    }

    private DataState read(String site) {
      var version = version(site);
      var known = last.getIfPresent(site);
      var state =
          known != null && known.version().equals(version)
              ? known
              : clickHouse.queryOne(
                  apart(site), row -> new DataState(version, row.number(1), row.number(2)));
      last.put(site, state);
      recent.put(site, state);
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
