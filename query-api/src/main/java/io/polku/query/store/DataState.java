package io.polku.query.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is stored of a site.
 *
 * @param version a word that changes whenever something of the site is stored
 * @param lateEvents events that came later than the grace allows, of all times
 * @param leftOut visitors whom no figure holds, for they had too many events
 */
public record DataState(String version, long lateEvents, long leftOut) {
  private static final Logger LOG = LoggerFactory.getLogger(DataState.class);

  /**
   * Reads states, each at most once every half second whoever asks, and counts anew only when
   * something was stored. What is answered was true at some moment of the last half second. While a
   * site is asked about again and again, the next look is taken beside those who ask, shortly
   * before the last one is too old, so that none of them waits for ClickHouse. Thread-safe.
   */
  public static final class Reader {
    private static final long KEPT_NANOS = Duration.ofMillis(500).toNanos();

    /** What is as old as this is looked at anew, and given meanwhile. */
    private static final long AHEAD_NANOS = Duration.ofMillis(350).toNanos();

    private static final int SITES_KEPT_MAX = 1_000;

    private final ClickHouse clickHouse;
    private final LongSupplier nanos;
    private final Cache<String, Look> recent =
        Caffeine.newBuilder().maximumSize(SITES_KEPT_MAX).build();
    private final Cache<String, Integer> forgotten =
        Caffeine.newBuilder().maximumSize(SITES_KEPT_MAX).build();
    private final SingleFlight<Asked, DataState> looking = new SingleFlight<>();

    /** A look begun before a site was forgotten is none of those who ask afterwards. */
    private record Asked(String site, int forgotten) {}

    /** What was seen, no earlier than it was begun. */
    private record Look(DataState state, Asked asked, long begunNanos) {}

    /** Reads from there. */
    public Reader(ClickHouse clickHouse) {
      this(clickHouse, System::nanoTime);
    }

    /** The same by a clock of one's own. */
    Reader(ClickHouse clickHouse, LongSupplier nanos) {
      this.clickHouse = clickHouse;
      this.nanos = nanos;
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
      var asked = asked(site);
      var known = known(asked);
      return known == null ? looking.get(asked, () -> look(asked)) : known;
    }

    /** The same where it is known already; null where who asks would have to wait. */
    public @Nullable DataState known(String site) {
      return known(asked(site));
    }

    private Asked asked(String site) {
      return new Asked(site, Objects.requireNonNullElse(forgotten.getIfPresent(site), 0));
    }

    private @Nullable DataState known(Asked asked) {
      var last = recent.getIfPresent(asked.site());
      if (last == null || !last.asked().equals(asked) || age(last) >= KEPT_NANOS) {
        return null;
      }
      if (age(last) >= AHEAD_NANOS && !looking.isUnderWay(asked)) {
        Thread.ofVirtual().name("polku-look").start(() -> lookAhead(asked));
      }
      return last.state();
    }

    /** Makes the next who asks of that site read anew. */
    public void forget(String site) {
      forgotten.asMap().merge(site, 1, Integer::sum);
    }

    private long age(Look look) {
      return nanos.getAsLong() - look.begunNanos();
    }

    /** Who asks after it failed looks anew, and hears of it. */
    private void lookAhead(Asked asked) {
      try {
        var _ = looking.get(asked, () -> look(asked));
      } catch (StoreException e) {
        LOG.debug("looking ahead failed", e);
      }
    }

    private DataState look(Asked asked) {
      var begun = nanos.getAsLong();
      var site = asked.site();
      var last = recent.getIfPresent(site);
      if (last != null && last.asked().equals(asked) && age(last) < AHEAD_NANOS) {
        // Another has just been done.
        return last.state();
      }
      var version = version(site);
      var state =
          last != null && last.state().version().equals(version)
              ? last.state()
              : clickHouse.queryOne(
                  apart(site), row -> new DataState(version, row.number(1), row.number(2)));
      recent.put(site, new Look(state, asked, begun));
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
